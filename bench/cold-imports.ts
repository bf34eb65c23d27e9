import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { emulatorEnvironment } from "../local/aws.ts";
import { channelVariables, intakeVariables, trackingVariables } from "./function-variables.ts";
import { median } from "./statistics.ts";

/** How long a fresh process takes to import a function, and the bare clients that it uses. */
export interface ColdImport {
  readonly what: string;
  readonly medianMs: number;
  readonly bareMedianMs: number;
}

interface Subject {
  readonly what: string;
  /** The folders of the function's bundle and of the bundle of its bare clients. */
  readonly bundle: string;
  readonly bare: string;
  readonly variables: Readonly<Record<string, string>>;
}

const subjects: readonly Subject[] = [
  { what: "intake", bundle: "intake", bare: "bare-intake", variables: intakeVariables },
  { what: "tracking", bundle: "tracking", bare: "bare-tracking", variables: trackingVariables },
  {
    what: "channel with pushy",
    bundle: "channel",
    bare: "bare-push-channel",
    variables: channelVariables(["pushy"]),
  },
  {
    what: "channel with ses, sms-voice, sns and twilio",
    bundle: "channel",
    bare: "bare-channel",
    variables: channelVariables(["ses", "sms-voice", "sns", "twilio"]),
  },
];

const rounds = 15;

/**
 * Imports each function and its bare clients in turn, every time in a new process. The first round,
 * which fills the system's file cache, does not count.
 *
 * @param folder where `makeBundles` put the bundles.
 */
export async function measureColdImports(
  folder: string,
  signal: AbortSignal,
): Promise<ColdImport[]> {
  const runs = subjects.map((subject) => ({ subject, ms: [] as number[], bareMs: [] as number[] }));
  for (let round = 0; round <= rounds; round += 1) {
    for (const { subject, ms, bareMs } of runs) {
      signal.throwIfAborted();
      const own = await importOnce(join(folder, subject.bundle, "index.mjs"), subject.variables);
      const bare = await importOnce(join(folder, subject.bare, "index.mjs"), subject.variables);
      if (round === 0) {
        continue;
      }
      ms.push(own);
      bareMs.push(bare);
    }
  }
  return runs.map(({ subject: { what }, ms, bareMs }) => ({
    what,
    medianMs: median(ms),
    bareMedianMs: median(bareMs),
  }));
}

async function importOnce(
  module: string,
  variables: Readonly<Record<string, string>>,
): Promise<number> {
  const program = fileURLToPath(import.meta.resolve("./import-once.ts"));
  const { stdout } = await execa(process.execPath, [program, module], {
    env: { ...emulatorEnvironment("http://127.0.0.1"), ...variables },
    extendEnv: false,
  });
  return Number(stdout);
}
