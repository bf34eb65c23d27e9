import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Provider, ProviderMessage } from "../lambdas/core/provider.ts";
import { create } from "../lambdas/providers/pushy/send.ts";
import { trustLocalCertificate } from "../test/support/local-certificate.ts";
import type { DistantProviderOptions, DistantProviderPorts } from "./distant-provider.ts";

/** What provider calls cost, each list with one entry for each call, in milliseconds. */
export interface ProviderCalls {
  readonly ms: readonly number[];
  /** Of the calling thread's processor. */
  readonly cpuMs: readonly number[];
}

/** Calls of a distant provider that keeps its connections, and of one that closes them. */
export interface ConnectionCosts {
  /** How long each byte is under way, in each direction, in milliseconds. */
  readonly delayMs: number;
  readonly kept: ProviderCalls;
  readonly opened: ProviderCalls;
}

const delayMs = 40;
const calls = 60;
const warmUps = 5;

const message: ProviderMessage = {
  to: "token",
  text: "Your order is ready",
  userId: "u-42",
  notificationId: "01J0000000000000000000000",
  channel: "push",
};

/**
 * Sends through a provider that is far away, over TLS: in turn over a kept connection and over one of
 * the call's own, which resumes the TLS session of those before it. The first few do not count.
 */
export async function measureConnections(signal: AbortSignal): Promise<ConnectionCosts> {
  trustLocalCertificate();
  const workerData: DistantProviderOptions = { delayMs };
  const worker = new Worker(new URL("./distant-provider.ts", import.meta.url), { workerData });
  try {
    const [ports] = (await once(worker, "message", { signal })) as [DistantProviderPorts];
    const kept = callsOf(ports.keeping);
    const opened = callsOf(ports.closing);
    for (let round = 0; round < warmUps + calls; round += 1) {
      for (const { provider, ms, cpuMs } of [kept, opened]) {
        const cost = await costOf(provider, signal);
        if (round >= warmUps) {
          ms.push(cost.ms);
          cpuMs.push(cost.cpuMs);
        }
      }
    }
    return { delayMs, kept, opened };
  } finally {
    await worker.terminate();
  }
}

function callsOf(port: number) {
  const baseUrl = `https://127.0.0.1:${port}`;
  const provider = create({ apiKey: "key", baseUrl, timeoutMs: 3_000 });
  return { provider, ms: [] as number[], cpuMs: [] as number[] };
}

async function costOf(provider: Provider, signal: AbortSignal) {
  const startedAt = performance.now();
  const before = process.threadCpuUsage();
  const outcome = await provider.send(message, signal);
  const { user, system } = process.threadCpuUsage(before);
  if (outcome.kind !== "accepted") {
    throw new Error(`The provider's outcome was ${outcome.kind} ${outcome.code}`);
  }
  return { ms: performance.now() - startedAt, cpuMs: (user + system) / 1000 };
}
