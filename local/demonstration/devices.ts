import { fakeUser } from "../fake-user.ts";
import { describeDelivery, timeToSend } from "./describe.ts";
import type { Scenario } from "./scenario.ts";

/** A push goes to each of a user's devices; a token that FCM says is dead is not written to again. */
export const devices: Scenario = {
  title: "A push by FCM to two devices, one with a dead token",
  async run(harness, report) {
    const user = fakeUser("demo");
    const [phone, dead] = [user.pushToken, `${user.pushToken}-dead`];
    report("setting the parameter channels/push/providers to fcm");
    return harness.whileListed({ push: "fcm" }, () =>
      harness.simulator.whileSet(
        { fcm: { behavior: "refuse-recipient", recipients: [dead] } },
        async () => {
          const accepted = await harness.herald.send({
            userId: user.userId,
            pushToken: [phone, dead],
            message: "Your train is late",
            channels: ["push"],
          });
          const delivery = await harness.untilDelivery(accepted, "push");
          const { trail = [] } = delivery;
          const taken = trail.filter(({ outcome }) => outcome === "accepted");
          const suppressed = trail.filter((call) => call.suppressed === "pushToken");
          const isDead = suppressed.length === 1 && suppressed[0]?.address === 1;
          return [
            {
              what: "push, one of two devices dead",
              expected: "sent by fcm, 1 of 2 devices, the dead one suppressed",
              seen: `${describeDelivery(delivery)}, ${taken.length} of ${trail.length} devices, ${isDead ? "the dead one" : "not"} suppressed`,
              ...timeToSend(await harness.herald.find(user.userId, accepted.id), delivery),
            },
          ];
        },
      ),
    );
  },
};
