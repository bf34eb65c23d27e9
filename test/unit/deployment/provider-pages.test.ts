import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { providerPages } from "../../../lib/provider-pages.ts";

const folder = resolve(import.meta.dirname, "..", "..", "..", "docs", "providers");
const pages = await providerPages();

test("docs/providers has a page for each provider, and an index", () => {
  expect(readdirSync(folder).toSorted()).toEqual([...pages.keys()].toSorted());
});

test.each([...pages])("docs/providers/%s is what npm run docs makes", (file, page) => {
  expect(readFileSync(resolve(folder, file), "utf8")).toBe(page);
});
