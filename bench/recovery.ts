import { setTimeout as sleep } from "node:timers/promises";
import localConfig from "../config/local.json" with { type: "json" };
import { localStage, namesOf } from "../lib/names.ts";
import type { TestHarness } from "../local/demonstration/test-harness.ts";
import { fakeUser } from "../local/fake-user.ts";
import { killIfAlive, listWorkers } from "../soak/worker-processes.ts";

/** How soon deliveries went on whose function was killed in the middle of a provider call. */
export interface Recovery {
  /** From the kill until the provider took the message, for each kill. */
  readonly ms: readonly number[];
  /** The function's time-out. */
  readonly functionTimeoutMs: number;
}

const channel = "sms";
const kills = 3;
const minMsIntoCall = 100;

/**
 * Kills a channel's functions while a provider has their call, and waits for the next attempt, several
 * times in turn.
 *
 * @throws Error when a message is not taken within two minutes.
 */
export async function measureRecovery(harness: TestHarness): Promise<Recovery> {
  const ms: number[] = [];
  for (let count = 0; count < kills; count += 1) {
    ms.push(await killDuringCall(harness));
  }
  const { functionTimeoutSeconds } = localConfig.channels[channel];
  return { ms, functionTimeoutMs: functionTimeoutSeconds * 1_000 };
}

async function killDuringCall(harness: TestHarness): Promise<number> {
  const { userId, phoneNumber } = fakeUser("recovery");
  const [first] = localConfig.channels[channel].providers as [string];
  const killedAt = await harness.simulator.whileBehaving([first], "hang", async () => {
    const accepted = await harness.herald.send({
      userId,
      phoneNumber,
      message: "Your order is ready",
      channels: [channel],
    });
    await harness.untilDelivery(accepted, channel, ({ status }) => status === "sending");
    // A delivery is claimed a moment before its provider is called.
    await sleep(minMsIntoCall);
    await killWorkers();
    return Date.now();
  });
  const takenAt = await harness.until(
    `the message for ${userId}`,
    async () => {
      const [received] = await harness.simulator.receivedBy(phoneNumber);
      return received && Date.parse(received.at);
    },
    { timeoutMs: 120_000 },
  );
  return takenAt - killedAt;
}

async function killWorkers(): Promise<void> {
  const name = namesOf(localStage).channelFunction(channel);
  for (const { pid, functionName } of await listWorkers()) {
    if (functionName === name) {
      killIfAlive(pid);
    }
  }
}
