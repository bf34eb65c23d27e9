import { useChannelNames } from "../use-channels.ts";
import { BoxGroup, TextField } from "./field.tsx";

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
      <TextField {...field("userId")} label="User id" required defaultValue={userId} />
      <TextField {...field("subject")} label="Subject" hint="For e-mail and push. Optional." />
      <TextField {...field("message")} label="Message" required multiline />
      <TextField {...field("email")} label="E-mail address" type="email" />
      <TextField
        {...field("phoneNumber")}
        label="Phone number"
        type="tel"
        hint="With its country, such as +48600100200."
      />
      <TextField {...field("pushToken")} label="Push token" />
      <TextField {...field("messengerId")} label="Messenger id" />
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
