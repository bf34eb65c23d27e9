import { mkdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { heraldFolder } from "../paths.ts";
import { LocalProblem } from "../problem.ts";
import { makeRunFolder, removeFolder } from "../run-folder.ts";
import { findPython } from "./find-python.ts";

/** A tool from PyPI in one version. */
export interface PythonTool {
  /** The folder below `.herald/` that its versions are installed in. */
  readonly folder: string;
  /** Its name on PyPI. */
  readonly name: string;
  readonly version: string;
  /** What it is imported as. */
  readonly module: string;
}

/**
 * Makes sure that a tool is installed, in an environment of its own.
 *
 * An installation is made aside and moved into place once it is whole, so that one that was cut
 * off is never taken for done, and two at the same time do not meet.
 *
 * @param onProgress told what happens, one line at a time.
 * @param signal ends the installation when it aborts, with nothing left behind.
 * @returns the path of the Python that has it.
 * @throws LocalProblem when Python is missing or the package index is out of reach.
 */
export async function installPythonTool(
  tool: PythonTool,
  onProgress: (line: string) => void,
  signal?: AbortSignal,
): Promise<string> {
  const folder = join(heraldFolder, tool.folder, tool.version);
  if (await isUsable(folder, tool)) {
    return pythonIn(folder);
  }
  const command = await findPython();
  const workFolder = await makeRunFolder("install");
  try {
    const fresh = join(workFolder, "venv");
    onProgress("making a Python environment");
    await run(tool, command, ["-m", "venv", fresh], signal);
    onProgress(`installing ${tool.name} ${tool.version} from PyPI`);
    const quietly = ["--quiet", "--no-input", "--disable-pip-version-check"];
    const requirement = `${tool.name}==${tool.version}`;
    await run(tool, pythonIn(fresh), ["-m", "pip", "install", ...quietly, requirement], signal);
    await moveIntoPlace(fresh, folder, tool, workFolder);
  } finally {
    await removeFolder(workFolder);
  }
  return pythonIn(folder);
}

function pythonIn(folder: string): string {
  return join(folder, "bin", "python");
}

/** Asks the environment itself: its Python may have been upgraded away. */
async function isUsable(folder: string, { name, module, version }: PythonTool): Promise<boolean> {
  const question = `import ${module}, importlib.metadata as m; print(m.version('${name}'))`;
  const { stdout } = await execa(pythonIn(folder), ["-c", question], { reject: false });
  return stdout?.trim() === version;
}

async function moveIntoPlace(
  fresh: string,
  folder: string,
  tool: PythonTool,
  workFolder: string,
): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  if (await tryRename(fresh, folder)) {
    return;
  }
  if (await isUsable(folder, tool)) {
    return;
  }
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
    if (code === "ENOTEMPTY" || code === "EEXIST") {
      return false;
    }
    throw error;
  }
}

async function run(
  { name }: PythonTool,
  command: string,
  args: string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const cancel = signal && { cancelSignal: signal };
  const { exitCode, all } = await execa(command, args, { reject: false, all: true, ...cancel });
  signal?.throwIfAborted();
  if (exitCode === 0) {
    return;
  }
  const lastLines = (all ?? "").trim().split("\n").slice(-5).join("\n");
  throw new LocalProblem(`${name} could not be installed (${args[1]}):\n${lastLines}`);
}
