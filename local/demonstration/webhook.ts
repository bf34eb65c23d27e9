import { fakeUser } from "../fake-user.ts";
import { describeDelivery, timesReceived, timeToSend } from "./describe.ts";
import type { Scenario } from "./scenario.ts";

const channel = "chat";

/** A notification reaches a service of the user's, which takes nothing without the right signature. */
export const webhook: Scenario = {
  title: `The channel ${channel}, enabled for this: a signed webhook`,
  async run(harness, report) {
    const { userId, webhookUrl } = fakeUser("demo");
    report(`adding ${channel} to the enabled channels`);
    const accepted = await harness.whileEnabled([channel], () =>
      harness.herald.send({ userId, webhookUrl, message: "It is signed", channels: [channel] }),
    );
    const delivery = await harness.untilDelivery(accepted, channel);
    const received = await harness.simulator.receivedBy(webhookUrl);
    return [
      {
        what: "webhook, whose receiver checks signatures",
        expected: "sent by webhook, received once",
        seen: `${describeDelivery(delivery)}, received ${timesReceived(received)}`,
        ...timeToSend(await harness.herald.find(userId, accepted.id), delivery),
      },
    ];
  },
};
