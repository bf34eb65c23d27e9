import { execa } from "execa";
import { findPython } from "../../local/python/find-python.ts";

/**
 * Python's own: the program gets a terminal, whose other end is this one's input and output; it ends as
 * the program does. https://docs.python.org/3/library/pty.html#pty.spawn
 */
const script = `
import os, pty, sys
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))
`;

/** What a terminal sends for Ctrl-C. */
const interrupt = "\x03";

/**
 * Runs a command line in a terminal of its own, as a person would. `run` is the terminal: to end it is to
 * close the window. It resolves when the command has ended, whatever the exit code.
 */
export async function inTerminal(
  commandLine: string,
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
) {
  // A new terminal has no size, and what draws in it needs one.
  const shell = ["sh", "-c", `stty rows 40 cols 120; exec ${commandLine}`];
  const run = execa(await findPython(), ["-c", script, ...shell], {
    ...options,
    stdin: "pipe",
    all: true,
    reject: false,
  });
  const pressCtrlC = () => {
    run.stdin.write(interrupt);
  };
  return { run, pressCtrlC };
}
