import { readFile } from "node:fs/promises";
import { localStage } from "../lib/names.ts";
import { emulatorClientConfig } from "../local/aws.ts";
import type { LocalDetails } from "../local/local-details.ts";
import { localDetailsFile } from "../local/local-details.ts";
import { commands } from "../terminal/commands.ts";
import { CliProblem } from "./cli-problem.ts";

export { localStage };

/** How AWS clients reach the emulator. */
export type EmulatorClientConfig = ReturnType<typeof emulatorClientConfig>;

/** The Herald that `npm start` runs on this machine. */
export interface LocalRun {
  readonly awsEndpoint: string;
  readonly region: string;
  readonly client: EmulatorClientConfig;
}

/** Finds the local run. @throws CliProblem when there is none. */
export async function findLocalRun(): Promise<LocalRun> {
  const { awsEndpoint, region } = await readLocalDetails();
  return { awsEndpoint, region, client: emulatorClientConfig(awsEndpoint) };
}

async function readLocalDetails(): Promise<LocalDetails> {
  try {
    return JSON.parse(await readFile(localDetailsFile, "utf8")) as LocalDetails;
  } catch {
    throw new CliProblem(
      `nothing runs on this machine: start it with ${commands.start}, or name a stage with --stage`,
    );
  }
}
