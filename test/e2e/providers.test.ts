import { afterEach, expect, test } from "vitest";
import { fakeUser } from "../../local/fake-user.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";

const herald = new DeployedHerald();

afterEach(() => herald.forgetProviderHealth());

/** The time-out of every provider call in the local settings. */
const timeoutMs = 1_000;

test("the second provider takes over after the time-out of a first one that hangs", async () => {
  const user = fakeUser("hang");
  const delivery = await herald.simulator.whileBehaving(["twilio"], "hang", async () => {
    const accepted = await herald.herald.send({ ...user, message: "Hi", channels: ["sms"] });
    return herald.untilDelivery(accepted, "sms");
  });

  expect(delivery).toMatchObject({
    status: "sent",
    provider: "sms-voice",
    attempts: 1,
    possibleDuplicate: true,
    trail: [
      { provider: "twilio", outcome: "unknown", code: "timeout" },
      { provider: "sms-voice", outcome: "accepted" },
    ],
  });
  const hung = delivery.trail?.[0]?.ms ?? 0;
  expect(hung).toBeGreaterThanOrEqual(timeoutMs - 10);
  expect(hung).toBeLessThan(2 * timeoutMs);
  expect(await herald.simulator.receivedBy(user.phoneNumber)).toHaveLength(1);
});

test("a refused recipient costs one call: no other provider, no other attempt", async () => {
  const user = fakeUser("refused");
  const delivery = await herald.simulator.whileBehaving(
    ["twilio"],
    "refuse-recipient",
    async () => {
      const accepted = await herald.herald.send({ ...user, message: "Hi", channels: ["sms"] });
      return herald.untilDelivery(accepted, "sms");
    },
  );

  expect(delivery).toMatchObject({
    status: "failed",
    failureReason: "refused",
    attempts: 1,
    trail: [{ provider: "twilio", outcome: "refused" }],
  });
  expect(await herald.simulator.receivedBy(user.phoneNumber)).toEqual([]);
});

test("a provider list changed in SSM is in force without a deployment", async () => {
  expect(await providerOfNext()).toBe("twilio");
  await herald.whileListed({ sms: "sns,twilio" }, async () => {
    expect(await providerOfNext()).toBe("sns");
  });
  expect(await providerOfNext()).toBe("twilio");
});

/** Sends a new SMS; returns the provider that accepts it. */
async function providerOfNext(): Promise<string | undefined> {
  const user = fakeUser("next");
  const accepted = await herald.herald.send({ ...user, message: "Hi", channels: ["sms"] });
  const { provider } = await herald.untilDelivery(accepted, "sms");
  const [message] = await herald.simulator.receivedBy(user.phoneNumber);
  expect(message?.provider).toBe(provider);
  return provider;
}
