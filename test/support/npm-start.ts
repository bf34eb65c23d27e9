import { mkdir, readdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { emulator } from "../../local/emulator/install.ts";
import type { LocalDetails } from "../../local/local-details.ts";
import { heraldFolder, projectFolder } from "../../local/paths.ts";
import { findFreePort, isPortFree } from "../../local/ports.ts";
import { waitFor } from "../../local/wait-for.ts";
import { inTerminal } from "./terminal.ts";

/** Where the `npm start` of a test runs, apart from one that the reader may have open. */
export interface StartSite {
  /** Used instead of `.herald`. */
  readonly folder: string;
  readonly emulatorPort: number;
  readonly simulatorPort: number;
  /** Variables beside these, or in their place. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Makes a site with free ports that uses the installed emulator. */
export async function makeStartSite(folder: string): Promise<StartSite> {
  await mkdir(folder, { recursive: true });
  await symlink(join(heraldFolder, emulator.name), join(folder, emulator.name));
  return { folder, emulatorPort: await findFreePort(), simulatorPort: await findFreePort() };
}

/** Runs what `npm start` runs. The result resolves when it ends, whatever the exit code. */
export function npmStart(site: StartSite, ...flags: string[]) {
  return execa(process.execPath, ["local/start.ts", ...flags], optionsAt(site));
}

/** Runs `npm start` with npm itself, which uses a shell. */
export function npmStartByNpm(site: StartSite, ...flags: string[]) {
  return execa("npm", ["start", "--", ...flags], optionsAt(site));
}

/** Runs `npm start` in a terminal of its own. */
export function npmStartInTerminal(site: StartSite, ...flags: string[]) {
  const commandLine = ["npm start --", ...flags].join(" ");
  return inTerminal(commandLine, { cwd: projectFolder, env: environmentAt(site) });
}

function optionsAt(site: StartSite) {
  const env = environmentAt(site);
  // Killing it by force after a while would hide that it takes its time to stop.
  const killing = { forceKillAfterDelay: false } as const;
  return {
    cwd: projectFolder,
    env,
    stdin: "ignore",
    all: true,
    reject: false,
    ...killing,
  } as const;
}

function environmentAt(site: StartSite) {
  return {
    AWS_ENDPOINT_URL: undefined,
    HERALD_FOLDER: site.folder,
    HERALD_EMULATOR_PORT: String(site.emulatorPort),
    HERALD_SIMULATOR_PORT: String(site.simulatorPort),
    ...site.env,
  };
}

/** A start takes half a minute; a busy machine may take several. What hangs is found out all the same. */
const patience = { timeoutMs: 240_000 };

/** A run of `npm start`. */
export type StartRun = Pick<ReturnType<typeof npmStart>, "all">;

/** Waits until the run has printed a text. */
export async function untilPrinted(run: StartRun, text: string): Promise<void> {
  let printed = "";
  run.all.on("data", (chunk) => {
    printed += String(chunk);
  });
  await waitFor(`"${text}"`, async () => (printed.includes(text) ? true : undefined), patience);
}

/** Waits until Herald runs, that is, until its `local.json` exists. */
export async function untilRunning({ folder }: StartSite): Promise<LocalDetails> {
  return waitFor(
    "npm start to run",
    async () => {
      const text = await readFile(join(folder, "local.json"), "utf8").catch(() => undefined);
      return text === undefined ? undefined : (JSON.parse(text) as LocalDetails);
    },
    patience,
  );
}

/** What may stay: the installed emulator, the folder of those that run, and what functions logged. */
const kept = [emulator.name, "run", "functions.log"];

/** What functions of the site's last run logged, a line each. */
export async function functionLinesOf({ folder }: StartSite): Promise<string[]> {
  const text = await readFile(join(folder, "functions.log"), "utf8");
  return text.trimEnd().split("\n");
}

/** What is left of a site: processes, taken ports, and files other than those that may stay. */
export async function remainsOf(site: StartSite): Promise<string[]> {
  const runs = await readdir(join(site.folder, "run")).catch(() => []);
  const files = [...(await readdir(site.folder)), ...runs];
  const { stdout } = await execa("ps", ["-A", "-o", "args"]);
  const remains = [
    ...files.filter((file) => !kept.includes(file)),
    ...stdout.split("\n").filter((args) => args.includes(site.folder)),
  ];
  for (const port of [site.emulatorPort, site.simulatorPort]) {
    if (!(await isPortFree(port))) {
      remains.push(`port ${port}`);
    }
  }
  return remains;
}
