import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, expect, test } from "vitest";
import { projectFolder } from "./synthesize.ts";

const folder = mkdtempSync(join(tmpdir(), "herald-app-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the app as the CDK's command line does, with the command of cdk.json. */
function runApp(context: Record<string, unknown>) {
  const { app } = JSON.parse(readFileSync(join(projectFolder, "cdk.json"), "utf8"));
  return execa(app, {
    shell: true,
    cwd: projectFolder,
    reject: false,
    // Only what the app must have: it brings its own Node, whatever is on PATH.
    env: { PATH: "/usr/bin:/bin", CDK_CONTEXT_JSON: JSON.stringify(context), CDK_OUTDIR: folder },
    extendEnv: false,
  });
}

test("a mistake in the configuration is one line on stderr, and exit code 1", async () => {
  const file = join(folder, "mine.json");
  const config = JSON.parse(readFileSync(join(projectFolder, "config/local.json"), "utf8"));
  writeFileSync(file, JSON.stringify({ ...config, retentionDays: 0 }));
  const { exitCode, stderr, stdout } = await runApp({ config: file });
  expect(exitCode).toBe(1);
  expect(stderr).toBe(`${file}: retentionDays: Too small: expected number to be >=1`);
  expect(stdout).toBe("");
});

test("a stage without a file says which file it looked for", async () => {
  const { exitCode, stderr } = await runApp({ stage: "staging" });
  expect(exitCode).toBe(1);
  expect(stderr).toBe('there is no stage "staging"; config/ has local, production, sandbox');
});

test("the stage of the context is the stack; sandbox without one", async () => {
  // No stack's functions are bundled, as for `cdk list`.
  const withoutBundling = { "aws:cdk:bundling-stacks": [] };
  for (const [context, stack] of [
    [{ stage: "local" }, "Herald-local"],
    [{}, "Herald-sandbox"],
  ] as const) {
    const { exitCode } = await runApp({ ...withoutBundling, ...context });
    expect(exitCode).toBe(0);
    const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
    expect(Object.keys(manifest.artifacts)).toContain(stack);
  }
});
