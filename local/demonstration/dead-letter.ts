import { fakeUser } from "../fake-user.ts";
import { enabledChannelsParameter } from "../parameters.ts";
import type { Finding, Scenario } from "./scenario.ts";
import type { TestHarness } from "./test-harness.ts";

const channel = "fail";

/**
 * When all attempts have failed, the delivery is `failed` and its message a dead letter. The channel
 * is deployed but not enabled: a parameter opens it for the one notification, and is put back.
 */
export const deadLetter: Scenario = {
  title: `The channel ${channel}, enabled for this: the dead-letter queue`,
  async run(harness, report) {
    const enabled = await harness.parameters.get(enabledChannelsParameter);
    report(`adding ${channel} to the parameter ${enabledChannelsParameter}`);
    const sent = await harness.whileEnabled([channel], async () => {
      const accepted = await harness.herald.send({
        ...fakeUser("demo"),
        message: "This one does not arrive",
        channels: [channel],
      });
      return { ...accepted, at: Date.now() };
    });
    report(`${enabledChannelsParameter} is as before; waiting until the attempts are used up`);
    return [
      ...(await untilUsedUp(harness, sent)),
      {
        what: `${enabledChannelsParameter}, put back`,
        expected: String(enabled),
        seen: String(await harness.parameters.get(enabledChannelsParameter)),
      },
    ];
  },
};

async function untilUsedUp(
  harness: TestHarness,
  sent: { readonly userId: string; readonly id: string; readonly at: number },
): Promise<readonly Finding[]> {
  const delivery = await harness.untilDelivery(sent, channel);
  const body = await harness.untilDeadLetter(channel, sent.id);
  const { notificationId } = JSON.parse(body) as { notificationId: string };
  return [
    {
      what: `${channel}, sent while enabled`,
      expected: "failed: attempts-exhausted, 4 attempts",
      seen: `${delivery.status}: ${delivery.failureReason}, ${delivery.attempts} attempts`,
    },
    {
      what: "its dead-letter queue",
      expected: sent.id,
      seen: notificationId,
      tookMs: Date.now() - sent.at,
    },
  ];
}
