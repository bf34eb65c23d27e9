import { fakeUser } from "../fake-user.ts";
import { describeDelivery, timesReceived, timeToSend } from "./describe.ts";
import type { Scenario } from "./scenario.ts";

/** While Twilio is down, AWS takes over within the same attempt, and says that it delivered. */
export const failover: Scenario = {
  title: "Twilio is down: AWS takes over",
  async run(harness, report) {
    const user = fakeUser("demo");
    const controls = {
      twilio: { behavior: "server-error" },
      "sms-voice": { receipt: "delivered" },
    } as const;
    return harness.simulator.whileSet(controls, async () => {
      report("Twilio answers 500");
      const accepted = await harness.herald.send({
        ...user,
        message: "Your code is 4711",
        channels: ["sms"],
      });
      const delivery = await harness.untilReceipt(accepted, "sms");
      const notification = await harness.herald.find(user.userId, accepted.id);
      const received = await harness.simulator.receivedBy(user.phoneNumber);
      return [
        {
          what: "sms with Twilio down, and its receipt",
          expected: "delivered by sms-voice at attempt 1, received once",
          seen: `${describeDelivery(delivery)} at attempt ${delivery.attempts}, received ${timesReceived(received)}`,
          ...timeToSend(notification, delivery),
        },
      ];
    });
  },
};
