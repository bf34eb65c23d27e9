import { join } from "node:path";
import { installPythonTool } from "../python/install-tool.ts";

/** The MiniStack release that Herald is tested with; its name is that of its folder below `.herald`, too. */
export const emulator = {
  name: "ministack",
  module: "ministack.app",
  requirements: join(import.meta.dirname, "requirements.txt"),
} as const;

/**
 * Makes sure that the emulator is installed.
 *
 * @returns the path of the Python that has it.
 * @throws LocalProblem when Python is missing or the package index is out of reach.
 */
export function installEmulator(
  onProgress: (line: string) => void,
  signal?: AbortSignal,
): Promise<string> {
  return installPythonTool(emulator, onProgress, signal);
}
