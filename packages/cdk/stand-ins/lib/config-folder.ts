import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

/** Where a stage's `config/<stage>.json` is: in the package for the local run, else below the working directory. */
export function configFolderOf(stage: string): string {
  const shipped = resolve(import.meta.dirname, "..", "config");
  return existsSync(join(shipped, `${stage}.json`)) ? shipped : resolve("config");
}
