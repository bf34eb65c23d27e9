import { textFieldNames, textFields } from "../notification-fields.ts";
import { useChannelNames } from "../use-channels.ts";
import { BoxGroup, TextField } from "./field.tsx";
import { TemplateFields } from "./template-fields.tsx";

/** The fields of a notification, each with the fault that the API found in it. */
export function SendFields({
  userId = "",
  faults,
}: {
  userId: string | undefined;
  faults: Readonly<Record<string, string>>;
}) {
  const channels = useChannelNames();
  const field = (name: string) => ({ name, error: faults[name] });
  return (
    <div class="fields">
      {textFieldNames.map((name) => {
        const { label, hint, multiline, input } = textFields[name];
        return (
          <TextField
            key={name}
            {...input}
            {...field(name)}
            label={label}
            {...(hint !== undefined && { hint })}
            {...(multiline && { multiline })}
            {...(name === "userId" && { defaultValue: userId })}
          />
        );
      })}
      <TemplateFields faults={faults} />
      {channels.length > 0 && (
        <BoxGroup
          {...field("channels")}
          label="Channels"
          hint="None ticked: every enabled channel that has an address above."
        >
          {channels.map((channel) => (
            <label key={channel}>
              <input type="checkbox" name="channels" value={channel} /> {channel}
            </label>
          ))}
        </BoxGroup>
      )}
      <TextField
        {...field("expiresAt")}
        label="Expires at"
        type="datetime-local"
        hint="No provider is asked after this moment. Optional."
      />
      <BoxGroup
        {...field("expectsResponse")}
        label="Response"
        hint="Counts against the user's limit for an hour."
      >
        <label>
          <input type="checkbox" name="expectsResponse" /> Expects a response
        </label>
      </BoxGroup>
    </div>
  );
}
