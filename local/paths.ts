import { resolve } from "node:path";

/** The checkout's root. */
export const projectFolder = resolve(import.meta.dirname, "..");

/** Holds everything that a local run installs or writes; git ignores it. */
export const heraldFolder = resolve(projectFolder, process.env["HERALD_FOLDER"] || ".herald");

/** Holds the executables of the project's packages; its `node` has the version of the Lambdas. */
export const binFolder = resolve(projectFolder, "node_modules", ".bin");
