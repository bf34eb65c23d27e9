import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { heraldFolder } from "./paths.ts";
import { isAlive } from "./processes.ts";

const runsFolder = join(heraldFolder, "run");

/**
 * Makes a folder for files that this process needs while it runs. The caller removes it with
 * `removeFolder`. Folders of processes that have died are removed here.
 *
 * @param purpose a word for the folder's name, e.g. `emulator`.
 * @returns its absolute path.
 */
export async function makeRunFolder(purpose: string): Promise<string> {
  await mkdir(runsFolder, { recursive: true });
  await removeFoldersOfTheDead();
  return mkdtemp(join(runsFolder, `${process.pid}-${purpose}-`));
}

/** Removes a folder with its contents, even while a killed process still releases its files. */
export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

async function removeFoldersOfTheDead(): Promise<void> {
  for (const name of await readdir(runsFolder)) {
    const owner = Number.parseInt(name, 10);
    if (!isAlive(owner)) {
      await removeFolder(join(runsFolder, name));
    }
  }
}
