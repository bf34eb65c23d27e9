import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { projectFolder } from "../../../local/paths.ts";
import { controlSchema } from "../../../local/simulator/behaviors.ts";

const page = readFileSync(resolve(projectFolder, "docs", "local.md"), "utf8");
const { shape } = controlSchema;

/** The first cells of the page's tables. */
const described = [...page.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);

test("docs/local.md describes what a provider can be told, and nothing else", () => {
  const behaviors = shape.behavior.unwrap().options;
  expect(described.toSorted()).toEqual([...Object.keys(shape), ...behaviors].toSorted());
});

test("it names every receipt", () => {
  const names = shape.receipt.unwrap().options;
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
