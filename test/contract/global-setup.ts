import type { TestProject } from "vitest/node";
import { startEmulator } from "../../local/emulator/emulator.ts";
import { findFreePort } from "../../local/ports.ts";
import "../support/provided-context.ts";

/** Starts an emulator of AWS for the contract tests; they read its endpoint with `inject`. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const emulator = await startEmulator({ port: await findFreePort() });
  provide("awsEndpoint", emulator.url);
  return emulator.stop;
}
