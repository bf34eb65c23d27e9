import { globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";

const lambdas = resolve(import.meta.dirname, "..", "..", "lambdas");

/** Which room of `lambdas/` may import which; `biome.json` holds each file to the same. */
const allowed = {
  adapters: ["core"],
  api: ["core", "runtime"],
  core: [],
  functions: ["adapters", "api", "core", "providers", "runtime", "settings", "templates"],
  providers: ["core", "runtime"],
  runtime: ["core"],
  settings: ["core", "runtime"],
  templates: ["core"],
};

const imported = /(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g;

function roomOf(path: string): string {
  return path.slice(lambdas.length + 1).split("/")[0] ?? "";
}

/** The arrows that the code has, e.g. `api → core`. */
function arrows(): Set<string> {
  const found = new Set<string>();
  for (const file of globSync("**/*.ts", { cwd: lambdas })) {
    const path = join(lambdas, file);
    for (const [, target = ""] of readFileSync(path, "utf8").matchAll(imported)) {
      const [from, to] = [roomOf(path), roomOf(join(dirname(path), target))];
      if (from !== to) {
        found.add(`${from} → ${to}`);
      }
    }
  }
  return found;
}

test("the rooms of lambdas/ import each other as they may, and in no other way", () => {
  const expected = Object.entries(allowed).flatMap(([from, to]) =>
    to.map((room) => `${from} → ${room}`),
  );
  expect([...arrows()].toSorted()).toEqual(expected.toSorted());
});

test("no arrow runs back up: the rooms can be put into an order", () => {
  const placed: string[] = [];
  const rooms = Object.entries(allowed);
  while (placed.length < rooms.length) {
    const next = rooms.find(
      ([room, to]) => !placed.includes(room) && to.every((each) => placed.includes(each)),
    );
    expect(next, `after ${placed.join(", ")}`).toBeDefined();
    placed.push(next?.[0] ?? "");
  }
});
