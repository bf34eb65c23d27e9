import { join, resolve } from "node:path";

/** The checkout's root. */
export const projectFolder = resolve(import.meta.dirname, "..", "..");

/** What the compiler makes on the way; git ignores it. */
export const buildFolder = join(projectFolder, ".herald", "build");

/** What is published: a folder for each package; git ignores it. */
export const distFolder = join(projectFolder, "dist");
