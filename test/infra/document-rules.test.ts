import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeApi } from "../../lambdas/api/openapi.ts";
import { makeRunFolder, removeFolder } from "../../local/run-folder.ts";
import { lintDocument, linters } from "../support/document/lint.ts";

let folder: string;

beforeAll(async () => {
  folder = await makeRunFolder("document");
});

afterAll(() => removeFolder(folder));

const apiUrl = "https://abc123.execute-api.eu-west-1.amazonaws.com/production";

async function written(name: string, document: unknown): Promise<string> {
  const file = join(folder, `${name}.json`);
  await writeFile(file, JSON.stringify(document, null, 2));
  return file;
}

describe.each(Object.keys(linters) as (keyof typeof linters)[])("%s", (linter) => {
  test.each(["api-key", "iam"] as const)(
    "has nothing against the API's document with %s",
    async (authentication) => {
      const file = await written(
        `${linter}-${authentication}`,
        describeApi(authentication, apiUrl),
      );
      expect(await lintDocument(linter, file)).toBeUndefined();
    },
  );

  test("finds an operation without an id, and a reference that leads nowhere", async () => {
    const { paths, ...rest } = describeApi("api-key", apiUrl);
    const { operationId: _, ...unnamed } = paths["/v1/status"]?.["get"] ?? {};
    const schema = { $ref: "#/components/schemas/Nothing" };
    const lost = { description: "Lost.", content: { "application/json": { schema } } };
    const responses = { ...paths["/v1/status"]?.["get"]?.responses, "200": lost };
    const changed = { "/v1/status": { get: { ...unnamed, responses } } };
    const file = await written(`${linter}-wrong`, { ...rest, paths: { ...paths, ...changed } });
    const faults = await lintDocument(linter, file);
    expect(faults).toMatch(/operationId/);
    expect(faults).toMatch(/Nothing/);
  });
});
