import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { heraldFolder } from "../../../local/paths.ts";
import { makeRunFolder, removeFolder } from "../../../local/run-folder.ts";

/**
 * Makes sure that the linters of the lock file beside this are installed, apart from the project's own
 * packages. They are moved into place once complete.
 *
 * @returns the folder with their `node_modules`.
 */
export async function installLinters(): Promise<string> {
  const lock = await readFile(join(import.meta.dirname, "package-lock.json"));
  const id = createHash("sha256").update(lock).digest("hex").slice(0, 8);
  const folder = join(heraldFolder, "document-linters", id);
  if (existsSync(folder)) {
    return folder;
  }
  const fresh = await makeRunFolder("install");
  try {
    for (const file of ["package.json", "package-lock.json"]) {
      await copyFile(join(import.meta.dirname, file), join(fresh, file));
    }
    await execa("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: fresh });
    await mkdir(dirname(folder), { recursive: true });
    await rename(fresh, folder);
  } finally {
    await removeFolder(fresh);
  }
  return folder;
}
