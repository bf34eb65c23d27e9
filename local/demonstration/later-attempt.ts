import { fakeUser } from "../fake-user.ts";
import { timeToSend } from "./describe.ts";
import type { Scenario } from "./scenario.ts";

/** While every provider is down the delivery waits; it is sent once one is up again. */
export const laterAttempt: Scenario = {
  title: "Every SMS provider is down, then up again",
  async run(harness, report) {
    const user = fakeUser("demo");
    const { accepted, down } = await harness.simulator.whileBehaving(
      ["twilio", "sms-voice"],
      "server-error",
      async () => {
        report("Twilio and AWS answer 500");
        const accepted = await harness.herald.send({
          ...user,
          message: "Your parcel has arrived",
          channels: ["sms"],
        });
        const down = await harness.untilDelivery(
          accepted,
          "sms",
          ({ status }) => status === "retrying",
        );
        return { accepted, down };
      },
    );
    report("both are up again");
    const up = await harness.untilDelivery(accepted, "sms");
    const notification = await harness.herald.find(user.userId, accepted.id);
    return [
      { what: "sms with all providers down", expected: "retrying", seen: down.status },
      {
        what: "the same, when they are up",
        expected: "sent at a later attempt",
        seen: `${up.status} at ${up.attempts > 1 ? "a later" : "the first"} attempt`,
        ...timeToSend(notification, up),
      },
    ];
  },
};
