import { setTimeout as sleep } from "node:timers/promises";
import type { Submission } from "../client/herald-client.ts";
import { TestHarness } from "../local/demonstration/test-harness.ts";
import { fakeUser } from "../local/fake-user.ts";
import type { LocalDetails } from "../local/local-details.ts";
import { simulatedTimeoutMs } from "../local/simulator/settings.ts";
import { waitFor } from "../local/wait-for.ts";
import type { Echo } from "./echo.ts";
import { startEcho } from "./echo.ts";

/** How long messages took, in milliseconds: both lists have one entry for each message. */
export interface Waits {
  /** From the call to its response. */
  readonly call: readonly number[];
  /** From the response to the arrival of the message. */
  readonly arrival: readonly number[];
}

/** The waits of Herald and of the echo. */
export interface AllWaits {
  readonly herald: Waits;
  /** Of Herald with a first provider that never responds, from the first message on. */
  readonly failover: Waits;
  readonly echo: Waits;
  /** The time-out of the provider that never responds. */
  readonly timeoutMs: number;
}

interface Wait {
  readonly call: number;
  readonly arrival: number;
}

const messages = 60;
const failovers = 40;
const warmUps = 3;
const pollMs = 5;
const pauseMs = 150;

/**
 * Sends messages through a deployed Herald and through an echo in turn, one at a time, and measures
 * how long each takes. The first few of each start the functions and do not count.
 */
export async function measureWaits(details: LocalDetails, signal: AbortSignal): Promise<AllWaits> {
  const harness = new TestHarness(details, signal);
  const echo = await startEcho(details.awsEndpoint, signal);
  try {
    const [herald, echoed] = await inTurn(messages, [
      () => waitForSms(harness),
      () => waitForEcho(echo, signal),
    ]);
    await inTurn(0, [() => waitForEmail(harness)]);
    const [failover] = await harness.simulator.whileBehaving(["ses"], "hang", () =>
      inTurn(failovers, [() => waitForEmail(harness)], 0),
    );
    return {
      herald: waitsOf(herald),
      failover: waitsOf(failover),
      echo: waitsOf(echoed),
      timeoutMs: simulatedTimeoutMs,
    };
  } finally {
    await echo.close();
  }
}

async function inTurn(
  count: number,
  senders: readonly (() => Promise<Wait>)[],
  uncounted = warmUps,
): Promise<Wait[][]> {
  const waits: Wait[][] = senders.map(() => []);
  for (let round = 0; round < uncounted + count; round += 1) {
    for (const [index, send] of senders.entries()) {
      // Lets the emulator settle, so that no message benefits from the one before it.
      await sleep(pauseMs);
      waits[index]?.push(await send());
    }
  }
  return waits.map((all) => all.slice(uncounted));
}

function waitsOf(waits: readonly Wait[] = []): Waits {
  return {
    call: waits.map(({ call }) => call),
    arrival: waits.map(({ arrival }) => arrival),
  };
}

function waitForSms(harness: TestHarness): Promise<Wait> {
  const { userId, phoneNumber } = fakeUser("bench");
  return waitForHerald(harness, { userId, phoneNumber, channels: ["sms"] }, phoneNumber);
}

function waitForEmail(harness: TestHarness): Promise<Wait> {
  const { userId, email } = fakeUser("bench");
  return waitForHerald(harness, { userId, email, channels: ["email"] }, email);
}

function waitForHerald(
  harness: TestHarness,
  submission: Omit<Submission, "message">,
  recipient: string,
): Promise<Wait> {
  return timed(
    () => harness.herald.send({ ...submission, message: "Your order is ready" }),
    () =>
      harness.until(
        `the message for ${submission.userId}`,
        async () => {
          const [received] = await harness.simulator.receivedBy(recipient);
          return received && Date.parse(received.at);
        },
        { intervalMs: pollMs },
      ),
  );
}

function waitForEcho(echo: Echo, signal: AbortSignal): Promise<Wait> {
  const text = crypto.randomUUID();
  return timed(
    () => echo.send(text),
    () => waitFor("the echo", async () => echo.receivedAt(text), { intervalMs: pollMs, signal }),
  );
}

/** @param arrive resolves with the time of the message's arrival, in milliseconds since 1970. */
async function timed(call: () => Promise<unknown>, arrive: () => Promise<number>): Promise<Wait> {
  const calledAt = Date.now();
  await call();
  const respondedAt = Date.now();
  return { call: respondedAt - calledAt, arrival: (await arrive()) - respondedAt };
}
