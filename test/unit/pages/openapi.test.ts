import { expect, test } from "vitest";
import { describeApi } from "../../../lambdas/api/openapi.ts";
import type { SchemaName } from "../../../lambdas/api/schemas.ts";
import { renderPage } from "../../../lambdas/functions/pages/api-page.ts";
import { html, prose } from "../../../lambdas/functions/pages/html.ts";
import { schemaFault } from "../../support/checked-fetch.ts";

const document = describeApi("api-key", "https://herald.example.com/production");
const contents = Object.values(document.paths)
  .flatMap((operations) => Object.values(operations))
  .flatMap(({ operationId, requestBody, responses }) => [
    ...Object.values(requestBody?.content ?? {}).map((content) => [operationId, content] as const),
    ...Object.entries(responses).flatMap(([status, { content }]) =>
      Object.values(content).map((each) => [`${operationId} ${status}`, each] as const),
    ),
  ]);

test.each(contents)("the example of %s fits its schema", (_, { schema, example }) => {
  expect(schemaFault(schema.$ref?.split("/").at(-1) as SchemaName, example)).toBeUndefined();
});

test("operation ids are distinct, and every link leads to one", () => {
  const ids: string[] = Object.values(document.paths).flatMap((operations) =>
    Object.values(operations).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
  const sent = document.paths["/v1/notifications"]?.["post"]?.responses["202"];
  const links = Object.values((sent?.links ?? {}) as Record<string, { operationId: string }>);
  expect(links.length).toBeGreaterThan(0);
  expect(links.filter(({ operationId }) => !ids.includes(operationId))).toEqual([]);
});

test("the document says how its callers prove who they are", () => {
  expect(document.security).toEqual([{ "api-key": [] }]);
  expect(describeApi("iam", ".").components.securitySchemes).toHaveProperty("iam");
});

test("backticks set code off", () => {
  expect(html`<p>${prose("see `a<b`, `c`")}</p>`.text).toBe(
    "<p>see <code>a&#60;b</code>, <code>c</code></p>",
  );
});

test("what is put into the page stays text", () => {
  expect(html`<p title="${'"'}">${["<b>", "&"]}${undefined}</p>`.text).toBe(
    '<p title="&#34;">&#60;b&#62;&#38;</p>',
  );
  const { info } = document;
  expect(renderPage({ ...document, info: { ...info, title: "<script>" } })).not.toContain(
    "<script>",
  );
});
