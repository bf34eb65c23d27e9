import { afterEach, expect, test } from "vitest";
import type { TrackedDelivery } from "../../client/herald-client.ts";
import { fakeUser } from "../../local/fake-user.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";

const herald = new DeployedHerald();

afterEach(() => herald.forgetProviderHealth());

/** Sends one SMS and waits until it has ended. */
async function sendSms(): Promise<TrackedDelivery> {
  const submission = { ...fakeUser("health"), message: "Hi", channels: ["sms"] };
  return herald.untilDelivery(await herald.herald.send(submission), "sms");
}

function calledTwilio({ trail = [] }: TrackedDelivery): boolean {
  return trail.some(({ provider }) => provider === "twilio");
}

test("a first provider that hangs costs its time-out to the first few messages only", async () => {
  const deliveries = await herald.simulator.whileBehaving(["twilio"], "hang", async () => {
    const sent: TrackedDelivery[] = [];
    await herald.until("Twilio to be passed over", async () => {
      sent.push(await sendSms());
      return (await herald.healthOf("twilio"))?.["state"] === "open" ? true : undefined;
    });
    return sent;
  });
  expect(deliveries.every(({ provider }) => provider === "sms-voice")).toBe(true);
  expect(await herald.healthOf("twilio")).toMatchObject({ lastError: "unknown: timeout" });
  const waited = deliveries.filter(calledTwilio).length;
  // Three failures in a row in one function open it; a second function may have had two.
  expect(waited).toBeGreaterThanOrEqual(3);
  expect(waited).toBeLessThanOrEqual(5);
});

test("a provider that is well again is found out by a probe", async () => {
  await herald.simulator.whileBehaving(["twilio"], "server-error", async () => {
    await herald.until("Twilio to be passed over", async () => {
      await sendSms();
      return (await herald.healthOf("twilio"))?.["state"] === "open" ? true : undefined;
    });
  });
  await herald.until("Twilio to be probed", async () => {
    const { provider } = await sendSms();
    return provider === "twilio" ? true : undefined;
  });
  expect(await herald.healthOf("twilio")).toMatchObject({ state: "closed", failures: 0 });
});
