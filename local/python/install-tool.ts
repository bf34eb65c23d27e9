import { mkdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { heraldFolder } from "../paths.ts";
import { LocalProblem } from "../problem.ts";
import { makeRunFolder, removeFolder } from "../run-folder.ts";
import { findPython } from "./find-python.ts";

/** One version of a tool from PyPI. */
export interface PythonTool {
  /** The folder below `.herald/` where its versions are installed. */
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
 * It is installed elsewhere and moved into place once complete, so that an interrupted installation
 * is never mistaken for a complete one, and two at the same time do not interfere.
 *
 * @param onProgress called with one line for each thing that happens.
 * @param signal cancels the installation when it aborts and leaves nothing behind.
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

/** Runs the environment, since the Python that it was made from may be gone. */
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

/** Renames a folder; returns `false` if the new name is taken. */
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
