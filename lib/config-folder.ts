import { resolve } from "node:path";

/**
 * Where a stage's `config/<stage>.json` is. The npm package has a file of its own in the place of this
 * one: there the stages are the user's.
 *
 * @param _stage its name; here all stages' files are in one folder.
 */
export function configFolderOf(_stage: string): string {
  return resolve(import.meta.dirname, "..", "config");
}
