import { fakeUser } from "../fake-user.ts";
import { describeDelivery, timesReceived, timeToSend } from "./describe.ts";
import type { Scenario } from "./scenario.ts";

/** One call delivers on three channels; each provider receives the message once. */
export const threeChannels: Scenario = {
  title: "One notification on sms, email and push",
  async run(harness, report) {
    const user = fakeUser("demo");
    const message = `Your order is ready (${user.userId})`;
    const routes = [
      { channel: "sms", recipient: user.phoneNumber, provider: "twilio" },
      { channel: "email", recipient: user.email, provider: "ses" },
      { channel: "push", recipient: user.pushToken, provider: "pushy" },
    ];
    const accepted = await harness.herald.send({
      ...user,
      message,
      subject: "Order 1007",
      channels: routes.map(({ channel }) => channel),
    });
    const findings = [];
    for (const { channel, recipient, provider } of routes) {
      report(`waiting for ${channel}`);
      const delivery = await harness.untilDelivery(accepted, channel);
      const received = await harness.simulator.receivedBy(recipient);
      findings.push({
        what: channel,
        expected: `sent by ${provider}, received once`,
        seen: `${describeDelivery(delivery)}, received ${timesReceived(received)}`,
        ...timeToSend(await harness.herald.find(user.userId, accepted.id), delivery),
      });
    }
    return findings;
  },
};
