import { fakeUser } from "../fake-user.ts";
import type { Scenario } from "./scenario.ts";

/** When all attempts have failed, the delivery is `failed` and its message a dead letter. */
export const deadLetter: Scenario = {
  title: "A channel that always fails: the dead-letter queue",
  async run(harness, report) {
    const user = fakeUser("demo");
    const accepted = await harness.herald.send({
      ...user,
      message: "This one does not arrive",
      channels: ["fail"],
    });
    const startedAt = Date.now();
    report("waiting until its attempts are used up");
    const delivery = await harness.untilDelivery(accepted, "fail");
    const body = await harness.untilDeadLetter("fail", accepted.id);
    const { notificationId } = JSON.parse(body) as { notificationId: string };
    return [
      {
        what: "fail",
        expected: "failed: attempts-exhausted, 4 attempts",
        seen: `${delivery.status}: ${delivery.failureReason}, ${delivery.attempts} attempts`,
      },
      {
        what: "its dead-letter queue",
        expected: accepted.id,
        seen: notificationId,
        tookMs: Date.now() - startedAt,
      },
    ];
  },
};
