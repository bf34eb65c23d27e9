import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** What a folder has in it. */
export interface Entry {
  readonly name: string;
  readonly path: string;
  readonly isFolder: boolean;
}

/** A folder's entries by name, without README.md and what is hidden. */
export function listFolder(path: string): readonly Entry[] {
  return readdirSync(path)
    .filter((name) => !name.startsWith(".") && name !== "README.md")
    .toSorted()
    .map((name) => ({ name, path: join(path, name), isFolder: isFolder(join(path, name)) }));
}

/** Whether there is a folder of this path. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
