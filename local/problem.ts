import { Problem } from "../terminal/problem.ts";
import { heraldFolder } from "./paths.ts";

/** Something on this machine that keeps Herald from running here. */
export class LocalProblem extends Problem {
  override readonly name = "LocalProblem";
}

/** Codes with which a system says that a file or folder is not to be written. */
const fileCodes = ["EACCES", "EEXIST", "ENOSPC", "ENOTDIR", "EPERM", "EROFS"];

/**
 * What to say of an error: where the folder of local runs cannot be used, the path and the system's word
 * in one line; anything else as it is.
 */
export function folderProblem(error: unknown): unknown {
  const { code = "", path = "" } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  return fileCodes.includes(code) && path.startsWith(heraldFolder)
    ? new LocalProblem(
        `${path} cannot be written (${code}); make it yours, or set HERALD_FOLDER to another folder`,
      )
    : error;
}
