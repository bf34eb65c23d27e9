import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import localConfig from "../config/local.json" with { type: "json" };

/**
 * The values that differ from the local configuration. The time-out is the shortest that a channel
 * with four allowed providers may have: a message whose function was killed comes back after the
 * visibility time-out, which is six times as long. The emulator runs a process for each concurrent
 * call, at most 16 on a small machine, and the callers need some of them.
 */
const soakChannel = { functionTimeoutSeconds: 17, maximumConcurrency: 2 };

/** Writes the soak's deployment configuration into a folder; returns the file's path. */
export async function writeSoakConfig(folder: string): Promise<string> {
  const channels = Object.fromEntries(
    Object.entries(localConfig.channels).map(([name, channel]) => [
      name,
      { ...channel, ...soakChannel },
    ]),
  );
  const file = join(folder, "soak.json");
  await writeFile(file, JSON.stringify({ ...localConfig, channels }));
  return file;
}
