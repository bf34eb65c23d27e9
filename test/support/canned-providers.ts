import { afterAll, vi } from "vitest";
import type { CannedServer } from "../contract/provider-contract/canned-server.ts";
import { startCannedServer } from "../contract/provider-contract/canned-server.ts";

/** A server in all providers' place, for the tests of a file, with the credentials that AWS's need. */
export async function cannedProviders(): Promise<CannedServer> {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  const server = await startCannedServer();
  afterAll(async () => {
    await server.close();
    vi.unstubAllEnvs();
  });
  return server;
}
