import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { uptime } from "node:os";
import { dirname, join } from "node:path";
import { commands } from "../terminal/commands.ts";
import { heraldFolder } from "./paths.ts";
import { LocalProblem } from "./problem.ts";
import { isAlive } from "./processes.ts";

const lockFile = join(heraldFolder, "start.lock");

/**
 * Makes sure that only one `npm start` runs in this checkout.
 *
 * @returns a function that releases the lock.
 * @throws LocalProblem when it already runs.
 */
export async function takeStartLock(): Promise<() => Promise<void>> {
  await mkdir(dirname(lockFile), { recursive: true });
  if (!(await tryLock())) {
    const holder = await liveHolder();
    if (holder !== undefined) {
      throw new LocalProblem(`${commands.start} already runs here (process ${holder})`);
    }
    await rm(lockFile, { force: true });
    if (!(await tryLock())) {
      throw new LocalProblem(`${commands.start} is also being started elsewhere`);
    }
  }
  return () => rm(lockFile, { force: true });
}

async function tryLock(): Promise<boolean> {
  try {
    await writeFile(lockFile, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw error;
  }
}

/** The process that holds the lock, unless it has died or the machine has restarted since. */
async function liveHolder(): Promise<number | undefined> {
  const startedAt = Date.now() - uptime() * 1_000;
  const { mtimeMs } = await stat(lockFile);
  const holder = Number(await readFile(lockFile, "utf8"));
  return mtimeMs > startedAt && holder > 0 && isAlive(holder) ? holder : undefined;
}
