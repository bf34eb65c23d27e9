import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { settingsPage } from "../../../lib/settings-page.ts";

test("docs/settings.md is what npm run docs makes of the table of settings", () => {
  const file = resolve(import.meta.dirname, "..", "..", "..", "docs", "settings.md");
  expect(readFileSync(file, "utf8")).toBe(settingsPage());
});
