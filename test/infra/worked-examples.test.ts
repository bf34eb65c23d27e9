import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const project = resolve(import.meta.dirname, "..", "..");

/** How many files each kind of change may touch, tests and docs included. */
const budgets = {
  "A provider without receipts": 4,
  "A provider with receipts": 4,
  "A route": 5,
  "A setting": 4,
  "A notification field": 7,
  "An address kind": 5,
  "The provider that uses it": 4,
};

/** One example of the page: a heading, what it says of itself, and its diffs. */
interface Example {
  readonly title: string;
  readonly stated: number;
  readonly patch: string;
  readonly files: readonly string[];
}

const page = readFileSync(join(project, "docs", "extending.md"), "utf8");

const examples: readonly Example[] = page
  .split(/^## /m)
  .slice(1)
  .map((section) => {
    const [, title = "", stated = ""] = /^(.+): (\d+) files$/m.exec(section) ?? [];
    const diffs = [...section.matchAll(/^```diff\n(.*?)^```$/gms)].map(([, diff = ""]) => diff);
    const patch = diffs.join("");
    const files = [...patch.matchAll(/^\+\+\+ b\/(.+)$/gm)].map(([, file = ""]) => file);
    return { title, stated: Number(stated), patch, files };
  });

/** A provider's folder counts as one file. */
function counted(files: readonly string[]): Set<string> {
  return new Set(files.map((file) => file.replace(/^(lambdas\/providers\/[^/]+)\/.+$/, "$1/")));
}

const copy = mkdtempSync(join(tmpdir(), "herald-examples-"));

/** Runs a command in the copy; git takes it for no part of a repository. */
function run(command: string, args: readonly string[], input?: string) {
  return execa(command, args, {
    cwd: copy,
    env: { GIT_CEILING_DIRECTORIES: dirname(copy) },
    preferLocal: true,
    localDir: copy,
    all: true,
    reject: false,
    ...(input !== undefined && { input }),
  });
}

async function expectToPass(command: string, ...args: readonly string[]): Promise<void> {
  const { exitCode, all } = await run(command, args);
  expect(exitCode, all).toBe(0);
}

beforeAll(async () => {
  const { stdout } = await execa(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard"],
    { cwd: project },
  );
  for (const file of stdout.split("\n").filter((each) => existsSync(join(project, each)))) {
    cpSync(join(project, file), join(copy, file));
  }
  for (const modules of ["node_modules", "packages/tools/node_modules"]) {
    symlinkSync(join(project, modules), join(copy, modules));
  }
});

afterAll(() => rmSync(copy, { recursive: true }));

test("the page has an example of each kind of change", () => {
  expect(examples.map(({ title }) => title)).toEqual(Object.keys(budgets));
});

test.each(examples)("$title touches as many files as it says: $stated", (example) => {
  const { title, stated, files } = example;
  const touched = [...counted(files)];
  expect(touched.length, touched.join(", ")).toBe(stated);
  expect(stated).toBeLessThanOrEqual(budgets[title as keyof typeof budgets]);
});

test.each(examples)("$title applies to the project as it is", async ({ title, patch }) => {
  if (title !== "The provider that uses it") {
    const { exitCode, all } = await run("git", ["apply", "--check"], patch);
    expect(exitCode, all).toBe(0);
  }
});

describe("with all examples added", () => {
  beforeAll(async () => {
    for (const { title, patch } of examples) {
      const { exitCode, all } = await run("git", ["apply"], patch);
      expect(exitCode, `${title}: ${all}`).toBe(0);
    }
  });

  test("the style is the house's", () => expectToPass("biome", "ci", "--vcs-enabled=false"));

  test("everything compiles", async () => {
    await expectToPass("tsc");
    await expectToPass("tsc", "-p", "console");
  });

  test("nothing is left unused", () =>
    expectToPass("knip", "--exclude", "dependencies,devDependencies"));

  const vitest = ["run", "--config", "test/worked-examples.vitest.config.ts"];

  test("the tests of completeness pass, and those that the examples add", () =>
    expectToPass(
      "vitest",
      ...vitest,
      ...["test/unit/api", "test/unit/console", "test/unit/layers", "test/unit/pages/openapi"],
      ...["test/unit/providers", "test/unit/receipts", "test/unit/settings"],
      ...["test/unit/core/notification.test.ts", "test/unit/core/service-status.test.ts"],
    ));

  test("the stack has what the tables say, and no more permissions", () =>
    expectToPass(
      "vitest",
      ...vitest,
      // One import of aws-cdk-lib serves every file.
      ...["--no-isolate", "--no-file-parallelism"],
      ...["test/infra/api", "test/infra/permissions", "test/infra/settings"],
    ));

  test("the providers keep the contract", () =>
    expectToPass(
      "vitest",
      ...vitest,
      "test/contract/providers.test.ts",
      "--testNamePattern",
      "^(example-sms|postbox|roomchat)\\b",
    ));
});
