import { readdir, readFile } from "node:fs/promises";
import { execa } from "execa";

/** A process of this machine. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Includes its arguments. */
  readonly command: string;
}

/** Lists the machine's processes. */
export async function listProcesses(): Promise<Process[]> {
  // Small Linux images have no ps.
  return process.platform === "linux" ? readProc() : askPs();
}

async function readProc(): Promise<Process[]> {
  const names = await readdir("/proc");
  const found = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(readProcess));
  return found.filter((one) => one !== undefined);
}

async function readProcess(pid: string): Promise<Process | undefined> {
  try {
    const [stat, command] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "utf8"),
      readFile(`/proc/${pid}/cmdline`, "utf8"),
    ]);
    // "pid (name) state parent …"; the name may hold spaces and brackets.
    const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { pid: Number(pid), parent: Number(parent), command: command.replaceAll("\0", " ") };
  } catch {
    // It has ended in the meantime.
    return undefined;
  }
}

async function askPs(): Promise<Process[]> {
  const { stdout } = await execa("ps", ["-A", "-o", "pid=,ppid=,args="]);
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (command === undefined) {
      return [];
    }
    return [{ pid: Number(pid), parent: Number(parent), command }];
  });
}
