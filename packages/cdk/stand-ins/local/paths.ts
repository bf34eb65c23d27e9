import { resolve } from "node:path";

/** The package's root. */
export const projectFolder = resolve(import.meta.dirname, "..");

/** Holds everything that a local run installs or writes; below the working directory. */
export const heraldFolder = resolve(process.env["HERALD_FOLDER"] || ".herald");

/** Where npm puts the executables of what is installed beside the package. */
export const binFolder = resolve(projectFolder, "..", ".bin");
