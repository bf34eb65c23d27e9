import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import localConfig from "../config/local.json" with { type: "json" };

/**
 * What a soak's stack has instead of the local configuration's values. A message whose function was
 * killed comes back after the visibility time-out, six times the function's: this is the shortest
 * that a deployment may have. And the emulator runs a process for each call under way, on a small
 * machine 16 at most: the callers need some of them.
 */
const soakChannel = { functionTimeoutSeconds: 15, maximumConcurrency: 2 };

/** Writes a soak's deployment configuration into a folder; returns its path. */
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
