import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { heraldFolder } from "./paths.ts";

/** How to reach a running local Herald: the contents of `.herald/local.json`. */
export interface LocalDetails {
  /** Includes the stage, so that `<apiUrl>/v1/notifications` works. */
  readonly apiUrl: string;
  /** Of the caller that may do everything. */
  readonly apiKey: string;
  /** Those of the other callers, by their names. */
  readonly apiKeys: Readonly<Record<string, string>>;
  /** The console's page; it asks for the API key. */
  readonly consoleUrl: string;
  /** The AWS emulator's endpoint. */
  readonly awsEndpoint: string;
  readonly region: string;
  readonly stage: string;
  readonly simulatorUrl: string;
  /** The tables' names. */
  readonly tables: { readonly notifications: string; readonly providerHealth: string };
  /** Each channel's queues. */
  readonly queues: Readonly<Record<string, ChannelQueues>>;
}

export interface ChannelQueues {
  readonly url: string;
  readonly deadLetterUrl: string;
}

/** Exists while `npm start` runs. */
export const localDetailsFile = join(heraldFolder, "local.json");

/** Writes `.herald/local.json` atomically: a reader never sees half of it. */
export async function writeLocalDetails(details: LocalDetails): Promise<void> {
  await mkdir(dirname(localDetailsFile), { recursive: true });
  const draft = `${localDetailsFile}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(details, null, 2)}\n`);
  await rename(draft, localDetailsFile);
}

/** Removes `.herald/local.json`. */
export async function removeLocalDetails(): Promise<void> {
  await rm(localDetailsFile, { force: true });
}
