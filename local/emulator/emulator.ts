import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, open, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import localConfig from "../../config/local.json" with { type: "json" };
import { binFolder } from "../paths.ts";
import { LocalProblem } from "../problem.ts";
import { isAlive, killGroup } from "../processes.ts";
import { makeRunFolder, removeFolder } from "../run-folder.ts";
import { isEmulatorAt } from "./health.ts";
import { installEmulator } from "./install.ts";

/** An AWS emulator that this process started. */
export interface Emulator {
  /** Its endpoint, e.g. `http://127.0.0.1:4566`. */
  readonly url: string;
  /** The log of the emulator and of the functions; removed when it stops. */
  readonly logFile: string;
  /** Kills the emulator and its Lambda workers and removes its files. May be called twice. */
  stop(): Promise<void>;
}

const readyWithinMs = 60_000;

/**
 * Installs the emulator if necessary, starts it on a loopback port and waits until it answers. It
 * ends with this process, even if that is killed.
 *
 * @throws LocalProblem when it cannot be installed or does not start, with the end of its log.
 */
export async function startEmulator(options: {
  readonly port: number;
  /** Whether it denies what policies do not permit. A local run has no need of it. */
  readonly enforceIam?: boolean;
  /** Where functions' logs are written anew; removed with the rest when it stops if left out. */
  readonly functionsLog?: string;
  readonly onProgress?: (line: string) => void;
  /** Aborting it cancels the start and leaves nothing behind. */
  readonly signal?: AbortSignal;
}): Promise<Emulator> {
  const { onProgress = () => {}, signal, enforceIam = false } = options;
  const python = await installEmulator(onProgress, signal);
  const folder = await makeRunFolder("emulator");
  const logFile = join(folder, "emulator.log");
  const { port, functionsLog = join(folder, "functions.log") } = options;
  await rm(functionsLog, { force: true });
  await rm(`${functionsLog}.1`, { force: true });
  const launched = { folder, logFile, port, enforceIam, functionsLog };
  const child = await launch(python, launched);
  const stop = () => stopGroup(child, folder);
  const url = `http://127.0.0.1:${port}`;
  try {
    onProgress(`waiting for ${url}`);
    await waitUntilReady(url, child, logFile, signal);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, logFile, stop };
}

interface Launch {
  readonly folder: string;
  readonly logFile: string;
  readonly port: number;
  readonly enforceIam: boolean;
  readonly functionsLog: string;
}

async function launch(
  python: string,
  { folder, logFile, port, enforceIam, functionsLog }: Launch,
): Promise<ChildProcess> {
  const temporary = join(folder, "tmp");
  await mkdir(temporary);
  // Functions run below this folder: the checkout's package.json must not decide their module type.
  await writeFile(join(temporary, "package.json"), "{}");
  const log = await open(logFile, "w");
  try {
    const child = spawn(python, [join(import.meta.dirname, "launch.py")], {
      cwd: folder,
      env: {
        ...environment(folder, temporary, port),
        AUTH: String(enforceIam),
        HERALD_FUNCTIONS_LOG: functionsLog,
      },
      stdio: ["pipe", log.fd, log.fd],
      detached: true,
    });
    await once(child, "spawn");
    return child;
  } finally {
    await log.close();
  }
}

/** The complete environment of the emulator; its Lambda workers inherit it. */
function environment(folder: string, temporary: string, port: number): Record<string, string> {
  return {
    LAMBDA_ACCOUNT_CONCURRENCY: String(localConfig.concurrency.account),
    ...passedOn(),
    PATH: [binFolder, dirname(process.execPath), process.env["PATH"]].join(delimiter),
    HOME: folder,
    LANG: "C.UTF-8",
    TMPDIR: temporary,
    STATE_DIR: join(folder, "state"),
    S3_DATA_DIR: join(folder, "s3"),
    GATEWAY_PORT: String(port),
    // The host in URLs, and the interface: without the second it listens on all interfaces.
    MINISTACK_HOST: "127.0.0.1",
    BIND_HOST: "127.0.0.1",
    // These two services would open further ports, on every interface.
    IOT_MTLS_ENABLED: "0",
    SFTP_ENABLED: "0",
    LAMBDA_EXECUTOR: "local",
    // The emulator's part of each function's process calls url.parse(); Herald's does not.
    NODE_OPTIONS: "--disable-warning=DEP0169",
  };
}

/** The emulator's own settings that whoever starts it has set; those that Herald needs stay as they are. */
function passedOn(): Record<string, string> {
  const names = Object.keys(process.env).filter((name) => /^(LAMBDA|MINISTACK)_/.test(name));
  return Object.fromEntries(names.map((name) => [name, process.env[name] ?? ""]));
}

async function waitUntilReady(
  url: string,
  child: ChildProcess,
  logFile: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  while (Date.now() < deadline && !hasEnded(child)) {
    signal?.throwIfAborted();
    if (await isEmulatorAt(url)) {
      // If this emulator has ended, something else answered at the port.
      await sleep(50);
      if (!hasEnded(child)) {
        return;
      }
    }
    await sleep(50);
  }
  const lastLines = (await readFile(logFile, "utf8")).trim().split("\n").slice(-10).join("\n");
  const fault = hasEnded(child) ? "ended" : `did not answer within ${readyWithinMs / 1_000} s`;
  throw new LocalProblem(`the emulator ${fault}:\n${lastLines}`);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Workers belong to the emulator's process group. There is no state to save, so all are killed. */
async function stopGroup(child: ChildProcess, folder: string): Promise<void> {
  const group = -(child.pid ?? Number.NaN);
  killGroup(child.pid);
  if (!hasEnded(child)) {
    await once(child, "exit");
  }
  // Killed orphans stay visible until the init process reaps them.
  const deadline = Date.now() + 2_000;
  while (isAlive(group) && Date.now() < deadline) {
    await sleep(10);
  }
  await removeFolder(folder);
}
