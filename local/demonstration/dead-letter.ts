import { fakeUser } from "../fake-user.ts";
import { enabledChannelsParameter } from "../parameters.ts";
import type { Finding, Scenario } from "./scenario.ts";
import type { TestHarness } from "./test-harness.ts";

const channel = "fail";

/** A delivery that every provider turns away, until its attempts are used up. */
interface Failing {
  readonly userId: string;
  readonly id: string;
  /** When it was sent, in milliseconds since 1970. */
  readonly at: number;
  /** The channels that were enabled before. */
  readonly enabled: string | undefined;
}

/**
 * When all attempts have failed, the delivery is `failed` and its message a dead letter. The channel
 * is deployed but not enabled: a parameter opens it for the one notification, and is put back.
 *
 * It takes a while, which other scenarios can use between its beginning and its end.
 */
export function deadLetter(): { readonly begins: Scenario; readonly ends: Scenario } {
  let failing: Failing | undefined;
  return {
    begins: {
      title: `The channel ${channel}, enabled for one notification`,
      async run(harness, report) {
        report(`adding ${channel} to the parameter ${enabledChannelsParameter}`);
        failing = await sendToFail(harness);
        return [];
      },
    },
    ends: {
      title: `The channel ${channel}: the dead-letter queue`,
      async run(harness, report) {
        if (failing === undefined) {
          throw new Error(`nothing was sent on ${channel}`);
        }
        report("waiting until the attempts are used up");
        return findingsOf(harness, failing);
      },
    },
  };
}

async function sendToFail(harness: TestHarness): Promise<Failing> {
  const enabled = await harness.parameters.get(enabledChannelsParameter);
  return harness.whileEnabled([channel], async () => {
    const accepted = await harness.herald.send({
      ...fakeUser("demo"),
      message: "This one does not arrive",
      channels: [channel],
    });
    return { ...accepted, at: Date.now(), enabled };
  });
}

async function findingsOf(harness: TestHarness, failing: Failing): Promise<readonly Finding[]> {
  const delivery = await harness.untilDelivery(failing, channel);
  const body = await harness.untilDeadLetter(channel, failing.id);
  const { notificationId } = JSON.parse(body) as { notificationId: string };
  return [
    {
      what: `${channel}, sent while enabled`,
      expected: "failed: attempts-exhausted, 4 attempts",
      seen: `${delivery.status}: ${delivery.failureReason}, ${delivery.attempts} attempts`,
    },
    {
      what: "its dead-letter queue",
      expected: failing.id,
      seen: notificationId,
      tookMs: Date.now() - failing.at,
    },
    {
      what: `${enabledChannelsParameter}, put back`,
      expected: String(failing.enabled),
      seen: String(await harness.parameters.get(enabledChannelsParameter)),
    },
  ];
}
