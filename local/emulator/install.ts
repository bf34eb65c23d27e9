import { installPythonTool } from "../python/install-tool.ts";

/** The MiniStack release that Herald is tested with. */
const emulator = {
  folder: "emulator",
  name: "ministack",
  version: "1.5.33",
  module: "ministack.app",
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
