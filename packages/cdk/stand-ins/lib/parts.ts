import { cpSync } from "node:fs";
import { resolve } from "node:path";

/** Where each function has a folder with its code. */
export const functionsFolder = resolve(import.meta.dirname, "..", "functions");

/** Copies a function that is bundled already. */
export function buildFunction(folder: string, outdir: string): void {
  cpSync(resolve(functionsFolder, folder), outdir, { recursive: true });
}
