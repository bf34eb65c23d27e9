import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { heraldFolder } from "./paths.ts";
import { isAlive } from "./processes.ts";

const runsFolder = join(heraldFolder, "run");

/**
 * Makes a folder for what this process writes while it runs. The caller removes it with
 * `removeFolder`; what a process that died has left is removed here.
 *
 * @param purpose a word for the folder's name, e.g. `emulator`.
 * @returns its absolute path.
 */
export async function makeRunFolder(purpose: string): Promise<string> {
  await mkdir(runsFolder, { recursive: true });
  await removeFoldersOfTheDead();
  return mkdtemp(join(runsFolder, `${process.pid}-${purpose}-`));
}

/** Removes a folder with all that is in it, also while a killed process lets go of its files. */
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
