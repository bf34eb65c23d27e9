import type { JsonSchema } from "../../api/metadata.ts";
import type { Markup } from "./html.ts";
import { html, prose } from "./html.ts";

/** An object's fields as a table, each with its type in words; of anything else, its type. */
export function schemaTable(schema: JsonSchema): Markup {
  const { type = "object", properties = {}, required = [] } = schema;
  if (type !== "object") {
    return html`<p>${typeOf(schema)}</p>`;
  }
  const rows = Object.entries(properties).map(([name, schema]) => {
    if (typeof schema === "boolean") {
      return undefined;
    }
    const isRequired = required.includes(name);
    return html`<tr><td><code>${name}</code></td><td>${typeOf(schema)}${isRequired ? "" : ", optional"}</td><td>${prose(schema.description ?? "")}</td></tr>`;
  });
  return html`<table><thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function typeOf(schema: JsonSchema): Markup {
  const { $ref, type, items, properties, format, maxLength, const: value, enum: values } = schema;
  if ($ref !== undefined) {
    const name = $ref.split("/").at(-1);
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  if (value !== undefined) {
    return html`<code>${String(value)}</code>`;
  }
  if (values !== undefined) {
    return html`one of ${values.map((each) => html`<code>${String(each)}</code> `)}`;
  }
  if (items !== undefined && typeof items === "object" && !Array.isArray(items)) {
    return html`list of ${typeOf(items)}`;
  }
  if (properties !== undefined) {
    return html`object: ${Object.keys(properties).map((name) => html`<code>${name}</code> `)}`;
  }
  const limit = maxLength === undefined ? "" : `, at most ${maxLength} characters`;
  return html`${format ?? String(type)}${limit}`;
}
