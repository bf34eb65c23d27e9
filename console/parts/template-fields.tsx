import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { exampleData } from "../example-data.ts";
import type { ListedTemplate } from "../use-templates.ts";
import { useTemplates } from "../use-templates.ts";
import { FieldNote, TextField } from "./field.tsx";

type Faults = Readonly<Record<string, string>>;

/** The fields of a template: which one, in which language and zone, and its data; nothing where there are none. */
export function TemplateFields({ faults }: { faults: Faults }) {
  const templates = useTemplates();
  const [name, setName] = useState("");
  const template = templates.find((each) => each.name === name);
  if (templates.length === 0) {
    return null;
  }
  return (
    <>
      <Labelled
        name="template"
        label="Template"
        hint="What is entered above is said in place of its words."
        error={faults["template"]}
      >
        {(common) => (
          <select {...common} onChange={(event) => setName(event.currentTarget.value)}>
            <option value="">None</option>
            {templates.map((each) => (
              <option key={each.name} value={each.name}>
                {each.name}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      {template && <FieldsOf key={template.name} template={template} faults={faults} />}
    </>
  );
}

function FieldsOf({ template, faults }: { template: ListedTemplate; faults: Faults }) {
  const { locales, schema } = template;
  return (
    <>
      <TextField
        name="template-locale"
        label="Language"
        list="template-locales"
        placeholder="default"
        hint="Such as pl-PL. One that it has not falls back."
        error={faults["template-locale"]}
      />
      <datalist id="template-locales">
        {locales.map((locale) => (
          <option key={locale} value={locale} />
        ))}
      </datalist>
      <TextField
        name="template-timeZone"
        label="Time zone"
        placeholder="UTC"
        error={faults["template-timeZone"]}
      />
      <Labelled name="template-data" label="Data (JSON)" error={faults["template-data"]}>
        {(common) => (
          <textarea
            {...common}
            class="code"
            rows={8}
            spellcheck={false}
            defaultValue={JSON.stringify(exampleData(schema) ?? {}, null, 2)}
          />
        )}
      </Labelled>
    </>
  );
}

/** What a control is told, so that its label and its note are its own. */
interface ControlAttributes {
  readonly id: string;
  readonly name: string;
  readonly "aria-invalid": boolean;
  readonly "aria-describedby": string;
}

/** A control that is no text field, with its label and its note. */
function Labelled({
  name,
  label,
  hint,
  error,
  children,
}: {
  name: string;
  label: string;
  hint?: string;
  error: string | undefined;
  children: (common: ControlAttributes) => ComponentChildren;
}) {
  const id = `field-${name}`;
  const note = `${id}-note`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({
        id,
        name,
        "aria-invalid": error !== undefined,
        "aria-describedby": note,
      })}
      <FieldNote id={note} hint={hint} error={error} />
    </div>
  );
}
