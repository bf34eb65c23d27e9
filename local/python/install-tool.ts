import { createHash } from "node:crypto";
import { mkdir, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { heraldFolder } from "../paths.ts";
import { LocalProblem } from "../problem.ts";
import { makeRunFolder, removeFolder } from "../run-folder.ts";
import { findPython } from "./find-python.ts";

/** A tool from PyPI. */
export interface PythonTool {
  /** Its name on PyPI, and the folder below `.herald/` where its versions are installed. */
  readonly name: string;
  /** What it is imported as. */
  readonly module: string;
  /**
   * The path of a file that pins it and all that it needs, each to the hashes of its files:
   * https://pip.pypa.io/en/stable/topics/secure-installs/. CONTRIBUTING.md says how to renew it.
   */
  readonly requirements: string;
  /** The oldest minor version of Python 3 that it runs on; 10 if left out. */
  readonly oldestMinor?: number;
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
  const pinned = await readPins(tool);
  const folder = join(heraldFolder, tool.name, pinned.id);
  if (await isUsable(folder, pinned)) {
    return pythonIn(folder);
  }
  const command = await findPython(tool.oldestMinor);
  const workFolder = await makeRunFolder("install");
  try {
    const fresh = join(workFolder, "venv");
    onProgress("making a Python environment");
    await run(tool, command, ["-m", "venv", fresh], signal);
    onProgress(`installing ${tool.name} ${pinned.version} from PyPI`);
    const args = ["-m", "pip", "install", ...quietly, ...onlyPinned, "-r", tool.requirements];
    await run(tool, pythonIn(fresh), args, signal);
    await moveIntoPlace(fresh, folder, pinned, workFolder);
  } finally {
    await removeFolder(workFolder);
  }
  return pythonIn(folder);
}

const quietly = ["--quiet", "--no-input", "--disable-pip-version-check"];

/** Wheels, as building a package runs code of its own and tools that nothing pins. */
const onlyPinned = ["--require-hashes", "--only-binary=:all:"];

/** A tool at the version that its requirements pin. */
interface PinnedTool extends PythonTool {
  readonly version: string;
  /** Another one for other requirements: `1.5.33-0a1b2c3d`. */
  readonly id: string;
}

async function readPins(tool: PythonTool): Promise<PinnedTool> {
  const requirements = await readFile(tool.requirements, "utf8");
  const [, version] = new RegExp(`^${tool.name}==(\\S+)`, "m").exec(requirements) ?? [];
  if (version === undefined) {
    throw new Error(`${tool.requirements} does not pin ${tool.name}`);
  }
  const hash = createHash("sha256").update(requirements).digest("hex");
  return { ...tool, version, id: `${version}-${hash.slice(0, 8)}` };
}

function pythonIn(folder: string): string {
  return join(folder, "bin", "python");
}

/** Runs the environment, since the Python that it was made from may be gone. */
async function isUsable(folder: string, { name, module, version }: PinnedTool): Promise<boolean> {
  const question = `import ${module}, importlib.metadata as m; print(m.version('${name}'))`;
  const { stdout } = await execa(pythonIn(folder), ["-c", question], { reject: false });
  return stdout?.trim() === version;
}

async function moveIntoPlace(
  fresh: string,
  folder: string,
  tool: PinnedTool,
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
