import { createHash } from "node:crypto";
import type {
  DocumentedOperation,
  DocumentedParameter,
  DocumentedResponse,
  OpenApiDocument,
} from "../../api/openapi.ts";
import { html, Markup, prose } from "./html.ts";
import { schemaTable } from "./schema-table.ts";
import { style } from "./style.ts";

/** The page runs no script and loads nothing: its one style is named by its hash. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

interface Entry {
  readonly method: string;
  readonly path: string;
  readonly operation: DocumentedOperation;
}

/** The document as a page for people, which needs nothing but itself. */
export function renderPage(document: OpenApiDocument): string {
  const entries: Entry[] = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method, path, operation })),
  );
  const { info, components } = document;
  const schemes = Object.values(components.securitySchemes);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title}: the API</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header>
<h1>${info.title}</h1>
<p>${info.summary} ${info.description}</p>
<p>Every call below is authenticated${schemes.map(({ name }) => html` by the header <code>${name}</code>`)}. For machines: <a href="openapi.json">openapi.json</a>, <a href="openapi.yaml">openapi.yaml</a>.</p>
</header>
<nav aria-label="Operations"><ul>${entries.map(linkTo)}</ul></nav>
<main>
${entries.map(section)}
<h2>Schemas</h2>
${Object.entries(components.schemas).map(([name, schema]) => html`<section id="schema-${name}"><h3>${name}</h3><p>${prose(schema.description ?? "")}</p>${schemaTable(schema)}</section>`)}
</main>
</body>
</html>
`;
  return page.text;
}

function linkTo({ operation }: Entry): Markup {
  return html`<li><a href="#${operation.operationId}">${operation.summary}</a></li>`;
}

function section({ method, path, operation }: Entry): Markup {
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  return html`<section id="${operationId}">
<h2>${summary}</h2>
<p class="route"><span class="method">${method}</span> <code>${path}</code></p>
<p>${prose(description)}</p>
${parameters.length === 0 ? undefined : parameterTable(parameters)}
${requestBody && html`<h3>Body</h3>${content(requestBody.content)}`}
<h3>Answers</h3>
${Object.entries(responses).map(response)}
</section>
`;
}

function parameterTable(parameters: readonly DocumentedParameter[]): Markup {
  const rows = parameters.map(
    ({ name, in: place, required, description, example }) =>
      html`<tr><td><code>${name}</code></td><td>${place}${required ? "" : ", optional"}</td><td>${prose(description)} <span class="note">Example: <code>${String(example)}</code></span></td></tr>`,
  );
  return html`<h3>Parameters</h3><table><thead><tr><th scope="col">Name</th><th scope="col">In</th><th scope="col">Meaning</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function response([status, { description, headers = {}, content: body }]: [
  string,
  DocumentedResponse,
]): Markup {
  const named = Object.entries(headers).map(
    ([name, header]) => html`<li><code>${name}</code>: ${prose(header.description)}</li>`,
  );
  return html`<details><summary><strong>${status}</strong> ${prose(description)}</summary>${named.length > 0 ? html`<ul>${named}</ul>` : undefined}${content(body)}</details>`;
}

function content(types: DocumentedResponse["content"]): Markup[] {
  return Object.entries(types).map(([type, { schema, example }]) => {
    const name = schema.$ref?.split("/").at(-1);
    return html`<p><code>${type}</code>, <a href="#schema-${name}">${name}</a>:</p><pre>${JSON.stringify(example, null, 2)}</pre>`;
  });
}
