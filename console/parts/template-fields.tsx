import { useState } from "preact/hooks";
import { exampleData } from "../example-data.ts";
import { useTemplates } from "../use-templates.ts";
import { TextField } from "./field.tsx";

/** The fields of a template: which one, in which language and zone, and its data; nothing where there are none. */
export function TemplateFields({ fault }: { fault: string | undefined }) {
  const templates = useTemplates();
  const [name, setName] = useState("");
  const template = templates.find((each) => each.name === name);
  if (templates.length === 0) {
    return null;
  }
  return (
    <>
      <div class="field">
        <label for="field-template">Template</label>
        <select
          id="field-template"
          name="template"
          aria-invalid={fault !== undefined}
          aria-describedby="field-template-note"
          onChange={(event) => setName(event.currentTarget.value)}
        >
          <option value="">None</option>
          {templates.map((each) => (
            <option key={each.name} value={each.name}>
              {each.name}
            </option>
          ))}
        </select>
        <p id="field-template-note" class={fault === undefined ? "hint" : "hint hint-bad"}>
          {fault ?? "What is entered above is said in place of its words."}
        </p>
      </div>
      {template && (
        <>
          <div class="field">
            <label for="field-template-locale">Language</label>
            <input
              id="field-template-locale"
              name="template-locale"
              list="template-locales"
              autocomplete="off"
              placeholder="default"
            />
            <datalist id="template-locales">
              {template.locales.map((locale) => (
                <option key={locale} value={locale} />
              ))}
            </datalist>
          </div>
          <TextField name="template-timeZone" label="Time zone" placeholder="UTC" />
          <div class="field">
            <label for="field-template-data">Data (JSON)</label>
            <textarea
              key={template.name}
              id="field-template-data"
              name="template-data"
              class="code"
              rows={8}
              spellcheck={false}
              defaultValue={JSON.stringify(exampleData(template.schema) ?? {}, null, 2)}
            />
          </div>
        </>
      )}
    </>
  );
}
