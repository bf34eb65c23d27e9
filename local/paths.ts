import { resolve } from "node:path";

/** The checkout's root. */
export const projectFolder = resolve(import.meta.dirname, "..");

/** Everything that a local run installs or writes is in here; git ignores it. */
export const heraldFolder = resolve(projectFolder, process.env["HERALD_FOLDER"] || ".herald");

/** Where the project's own executables are; its `node` is the Lambdas' Node version. */
export const binFolder = resolve(projectFolder, "node_modules", ".bin");
