import { setTimeout as sleep } from "node:timers/promises";
import type { Accepted } from "../client/herald-client.ts";
import type { TestHarness } from "../local/demonstration/test-harness.ts";
import type { FakeUser } from "../local/fake-user.ts";
import { fakeUser } from "../local/fake-user.ts";

/** What one call of a burst came to. */
export interface BurstCall {
  readonly user: FakeUser;
  readonly status: number;
  /** The header `Retry-After`, in seconds as it is written. */
  readonly retryAfter: string | null;
  /** From the call to its response. */
  readonly ms: number;
}

/** A burst, once everything that it had accepted was delivered. */
export interface Burst {
  readonly calls: readonly BurstCall[];
  /** Milliseconds over which the calls were begun. */
  readonly overMs: number;
  /** How often a provider took the message of an accepted call, for each of them. */
  readonly received: readonly number[];
  /** From the first call until the last delivery had ended. */
  readonly deliveredMs: number;
}

/**
 * Makes many calls in a short time, each for a user of its own on one channel and none repeated, and waits
 * until the accepted ones are delivered.
 *
 * @throws Error when a delivery of an accepted call has not ended after three minutes.
 */
export async function measureBurst(
  harness: TestHarness,
  { calls: count, overMs }: { readonly calls: number; readonly overMs: number },
): Promise<Burst> {
  const start = Date.now();
  const made: Promise<{ call: BurstCall; accepted?: Accepted }>[] = [];
  for (let index = 0; index < count; index += 1) {
    await sleep(Math.max(0, start + (index * overMs) / count - Date.now()));
    made.push(makeCall(harness));
  }
  const results = await Promise.all(made);
  for (const { accepted } of results) {
    if (accepted !== undefined) {
      await harness.untilDelivery(accepted, channel, undefined, { timeoutMs: 180_000 });
    }
  }
  const deliveredMs = Date.now() - start;
  const calls = results.map(({ call }) => call);
  return { calls, overMs, received: await countReceived(harness, calls), deliveredMs };
}

const channel = "sms";

async function makeCall(harness: TestHarness): Promise<{ call: BurstCall; accepted?: Accepted }> {
  const user = fakeUser("burst");
  const { userId, phoneNumber } = user;
  const at = Date.now();
  const { status, headers, body } = await harness.herald.post({
    userId,
    phoneNumber,
    message: "Your order is ready",
    channels: [channel],
  });
  const call = { user, status, retryAfter: headers.get("retry-after"), ms: Date.now() - at };
  return { call, ...(status === 202 && { accepted: body as Accepted }) };
}

async function countReceived(
  harness: TestHarness,
  calls: readonly BurstCall[],
): Promise<readonly number[]> {
  const counts = new Map<string, number>();
  for (const { recipient } of await harness.simulator.received()) {
    counts.set(recipient, (counts.get(recipient) ?? 0) + 1);
  }
  return calls.flatMap(({ user, status }) =>
    status === 202 ? [counts.get(user.phoneNumber) ?? 0] : [],
  );
}
