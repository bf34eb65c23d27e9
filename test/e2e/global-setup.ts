import type { TestProject } from "vitest/node";
import { LocalHerald } from "../../local/local-herald.ts";
import { findFreePort } from "../../local/ports.ts";
import "../support/provided-context.ts";

/**
 * Starts an emulator and a provider simulator on free ports and really deploys the stack, by the
 * steps of `npm start`. The tests get where it is with `inject`.
 */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const herald = new LocalHerald({
    emulatorPort: await findFreePort(),
    simulatorPort: await findFreePort(),
    ownEmulator: true,
  });
  try {
    for (const { run } of herald.steps) {
      await run(() => {});
    }
  } catch (error) {
    await herald.stop();
    throw error;
  }
  provide("local", herald.details);
  return () => herald.stop();
}
