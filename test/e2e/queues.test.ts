import { ulid } from "ulid";
import { afterEach, expect, test } from "vitest";
import type { Notification } from "../../lambdas/core/notification.ts";
import type { FakeUser } from "../../local/fake-user.ts";
import { fakeUser } from "../../local/fake-user.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";

const herald = new DeployedHerald();

afterEach(() => herald.forgetProviderHealth());

test("a malformed message goes to the dead-letter queue; its neighbours are delivered once", async () => {
  const users = Array.from({ length: 4 }, () => fakeUser("neighbour"));
  const notifications = users.map((user) => notificationFor(user));
  for (const notification of notifications) {
    await herald.store(notification);
  }
  const malformed = `malformed ${ulid()}`;
  const references = notifications.map(({ userId, id }) =>
    JSON.stringify({ userId, notificationId: id, channel: "sms" }),
  );

  await herald.enqueue("sms", [...references.slice(0, 2), malformed, ...references.slice(2)]);

  for (const notification of notifications) {
    const delivery = await herald.untilDelivery(notification, "sms");
    expect(delivery).toMatchObject({ status: "sent", attempts: 1 });
  }
  expect(await herald.untilDeadLetter("sms", malformed)).toBe(malformed);
  await herald.untilQueueIsEmpty("sms");
  for (const { phoneNumber } of users) {
    expect(await herald.simulator.receivedBy(phoneNumber)).toHaveLength(1);
  }
});

test("a message that SQS hands out again after it was sent is not sent again", async () => {
  const user = fakeUser("again");
  const accepted = await herald.herald.send({ ...user, message: "Hi", channels: ["sms"] });
  await herald.untilDelivery(accepted, "sms");
  const repeat = { userId: user.userId, notificationId: accepted.id, channel: "sms" };

  await herald.enqueue("sms", Array(5).fill(JSON.stringify(repeat)));
  await herald.untilQueueIsEmpty("sms");

  expect(await herald.simulator.receivedBy(user.phoneNumber)).toHaveLength(1);
});

test("a notification erased while it is queued is dropped", async () => {
  const user = fakeUser("erased");
  const providers = ["twilio", "sms-voice"];
  const accepted = await herald.simulator.whileBehaving(providers, "server-error", async () => {
    const accepted = await herald.herald.send({ ...user, message: "Hi", channels: ["sms"] });
    await herald.untilDelivery(accepted, "sms", ({ status }) => status === "retrying");
    await herald.erase(accepted);
    return accepted;
  });

  await herald.untilQueueIsEmpty("sms");

  expect(await herald.simulator.receivedBy(user.phoneNumber)).toEqual([]);
  const [delivery, ...others] = await herald.recordsOf(user.userId);
  expect(others).toEqual([]);
  expect(delivery).toMatchObject({ notificationId: accepted.id, attempts: 1 });
  const { deadLetterUrl } = herald.queuesOf("sms");
  const letters = await herald.deadLetters.peek(deadLetterUrl);
  expect(letters.filter((body) => body.includes(accepted.id))).toEqual([]);
});

test("a delivery whose expiry passes while it is queued expires", async () => {
  const user = fakeUser("late");
  const expiresAt = new Date(Date.now() + 2_500).toISOString();

  const delivery = await herald.simulator.whileBehaving(["pushy"], "server-error", async () => {
    const submission = { ...user, message: "Hi", channels: ["push"], expiresAt };
    return herald.untilDelivery(await herald.herald.send(submission), "push");
  });

  const { status, trail = [] } = delivery;
  expect(status).toBe("expired");
  expect(trail.map(({ outcome }) => outcome)).toContain("unavailable");
  expect(trail.filter(({ at }) => at > expiresAt)).toEqual([]);
  await herald.untilQueueIsEmpty("push");
  expect(await herald.simulator.receivedBy(user.pushToken)).toEqual([]);
});

function notificationFor({ userId, phoneNumber }: FakeUser): Notification {
  return {
    id: ulid(),
    userId,
    message: "Hi",
    addresses: { phoneNumber },
    channels: ["sms"],
    expectsResponse: false,
    registeredAt: new Date(),
  };
}
