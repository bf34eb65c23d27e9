import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { heraldFolder } from "../paths.ts";
import { LocalProblem } from "../problem.ts";
import { makeRunFolder, removeFolder } from "../run-folder.ts";
import { findPython } from "./find-python.ts";

/** The MiniStack release that Herald is tested with. */
export const emulatorVersion = "1.5.33";

const installations = join(heraldFolder, "emulator");

/**
 * Makes sure that the emulator is installed.
 *
 * An installation is made aside and moved into place once it is whole, so that one that was cut
 * off is never taken for done, and two at the same time do not meet.
 *
 * @param onProgress told what happens, one line at a time.
 * @param signal ends the installation when it aborts, with nothing left behind.
 * @returns the path of the Python that has it.
 * @throws LocalProblem when Python is missing or the package index is out of reach.
 */
export async function installEmulator(
  onProgress: (line: string) => void,
  signal?: AbortSignal,
): Promise<string> {
  const folder = join(installations, emulatorVersion);
  if (await isUsable(folder)) return pythonIn(folder);
  const command = await findPython();
  const workFolder = await makeRunFolder("install");
  try {
    const fresh = join(workFolder, "venv");
    onProgress("making a Python environment");
    await run(command, ["-m", "venv", fresh], signal);
    onProgress(`installing MiniStack ${emulatorVersion} from PyPI`);
    await run(
      pythonIn(fresh),
      [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
        `ministack==${emulatorVersion}`,
      ],
      signal,
    );
    await moveIntoPlace(fresh, folder, workFolder);
  } finally {
    await removeFolder(workFolder);
  }
  return pythonIn(folder);
}

function pythonIn(folder: string): string {
  return join(folder, "bin", "python");
}

/** Asks the environment itself: its Python may have been upgraded away. */
async function isUsable(folder: string): Promise<boolean> {
  const question = "import ministack.app, importlib.metadata as m; print(m.version('ministack'))";
  const { stdout } = await execa(pythonIn(folder), ["-c", question], { reject: false });
  return stdout?.trim() === emulatorVersion;
}

async function moveIntoPlace(fresh: string, folder: string, workFolder: string): Promise<void> {
  await mkdir(installations, { recursive: true });
  if (await tryRename(fresh, folder)) return;
  if (await isUsable(folder)) return;
  await rename(folder, join(workFolder, "broken"));
  await rename(fresh, folder);
}

/** Renames a folder; `false` when one of the new name exists. */
async function tryRename(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTEMPTY" || code === "EEXIST") return false;
    throw error;
  }
}

async function run(
  command: string,
  args: string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const cancel = signal && { cancelSignal: signal };
  const { exitCode, all } = await execa(command, args, { reject: false, all: true, ...cancel });
  signal?.throwIfAborted();
  if (exitCode === 0) return;
  const lastLines = (all ?? "").trim().split("\n").slice(-5).join("\n");
  throw new LocalProblem(`the emulator could not be installed (${args[1]}):\n${lastLines}`);
}
