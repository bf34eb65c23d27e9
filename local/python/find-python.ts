import { execa } from "execa";
import { LocalProblem } from "../problem.ts";

const candidates = [
  "python3",
  "python3.14",
  "python3.13",
  "python3.12",
  "python3.11",
  "python3.10",
];

const probe = `
import sys
try:
    import ensurepip, venv
    complete = "complete"
except ImportError:
    complete = "no-venv"
print(sys.version_info.major, sys.version_info.minor, complete)
`;

/**
 * Finds a Python that can run a tool from PyPI: with venv, and recent enough.
 *
 * @param oldestMinor the oldest minor version of Python 3 that will do.
 * @returns the command's name.
 * @throws LocalProblem saying what is missing.
 */
export async function findPython(oldestMinor = 10): Promise<string> {
  const faults: string[] = [];
  for (const command of candidates) {
    const { stdout, exitCode } = await execa(command, ["-c", probe], { reject: false });
    if (exitCode !== 0) {
      continue;
    }
    const [major, minor, complete] = stdout.trim().split(" ");
    if (Number(major) !== 3 || Number(minor) < oldestMinor) {
      faults.push(`${command} is ${major}.${minor}`);
    } else if (complete === "no-venv") {
      faults.push(`${command} is ${major}.${minor} without venv (Debian, Ubuntu: python3-venv)`);
    } else {
      return command;
    }
  }
  const found = faults.length === 0 ? "no python3 is on the PATH" : faults.join("; ");
  throw new LocalProblem(`Python 3.${oldestMinor} or later with venv is needed: ${found}`);
}
