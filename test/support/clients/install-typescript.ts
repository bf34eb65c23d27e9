import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { heraldFolder } from "../../../local/paths.ts";
import { makeRunFolder, removeFolder } from "../../../local/run-folder.ts";

const pins = join(import.meta.dirname, "typescript");

/**
 * Makes sure that what generates and compiles a TypeScript client is installed, apart from the project's
 * own packages: its generator needs TypeScript 5, of which a project has one version.
 *
 * It is moved into place once complete.
 *
 * @returns the folder with its `node_modules`.
 */
export async function installTypescriptClient(): Promise<string> {
  const lock = await readFile(join(pins, "package-lock.json"));
  const id = createHash("sha256").update(lock).digest("hex").slice(0, 8);
  const folder = join(heraldFolder, "openapi-typescript", id);
  if (existsSync(folder)) {
    return folder;
  }
  const fresh = await makeRunFolder("install");
  try {
    for (const file of ["package.json", "package-lock.json"]) {
      await copyFile(join(pins, file), join(fresh, file));
    }
    await execa("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: fresh });
    await mkdir(dirname(folder), { recursive: true });
    await rename(fresh, folder);
  } finally {
    await removeFolder(fresh);
  }
  return folder;
}
