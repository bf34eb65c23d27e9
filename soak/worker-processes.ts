import { listProcesses } from "./processes.ts";

/** A process in which the emulator runs a function. */
export interface WorkerProcess {
  readonly pid: number;
  /** E.g. `herald-local-channel-sms`. */
  readonly functionName: string;
}

/**
 * Lists the processes in which functions run, on an emulator that was started by this process or by
 * one of its ancestors. Those of other emulators are left out.
 */
export async function listWorkers(): Promise<WorkerProcess[]> {
  const processes = await listProcesses();
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]));
  const own = ancestryOf(process.pid, parents);
  const emulators = processes.filter(
    ({ parent, command }) => own.has(parent) && command.includes("emulator/launch.py"),
  );
  return processes.flatMap(({ pid, parent, command }) => {
    const functionName = /ministack-lambda-(herald-[a-z0-9-]+)-[^-/]+\//.exec(command)?.[1];
    const isOurs = emulators.some((emulator) => emulator.pid === parent);
    return functionName !== undefined && isOurs ? [{ pid, functionName }] : [];
  });
}

/** Kills a process; returns whether it was still there. */
export function killIfAlive(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false;
  }
}

/** A process and its ancestors. */
function ancestryOf(pid: number, parents: ReadonlyMap<number, number>): Set<number> {
  const ancestry = new Set<number>();
  for (let next: number | undefined = pid; next && !ancestry.has(next); next = parents.get(next)) {
    ancestry.add(next);
  }
  return ancestry;
}
