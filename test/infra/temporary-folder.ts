import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** The CDK leaves the folders into which it synthesizes: each test file gets a place for them. */
const before = process.env["TMPDIR"];
const folder = mkdtempSync(join(tmpdir(), "herald-infra-"));
process.env["TMPDIR"] = folder;

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  if (before === undefined) {
    delete process.env["TMPDIR"];
  } else {
    process.env["TMPDIR"] = before;
  }
});
