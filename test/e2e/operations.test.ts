import { afterEach, describe, expect, test } from "vitest";
import type { FakeUser } from "../../local/fake-user.ts";
import { fakeUser } from "../../local/fake-user.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";

const herald = new DeployedHerald();

afterEach(() => herald.forgetProviderHealth());

/** Sends on push while its provider is down, and waits until the delivery is `retrying`. */
async function retryingPush(user: FakeUser) {
  const accepted = await herald.herald.send({ ...user, message: "Hi", channels: ["push"] });
  await herald.untilDelivery(accepted, "push", ({ status }) => status === "retrying");
  return accepted;
}

/** A delivery that its provider refused once, and would accept now. */
async function failedPush(user: FakeUser) {
  return herald.simulator.whileBehaving(["pushy"], "refuse-recipient", async () => {
    const accepted = await herald.herald.send({ ...user, message: "Hi", channels: ["push"] });
    expect((await herald.untilDelivery(accepted, "push")).status).toBe("failed");
    return accepted;
  });
}

describe("a retry", () => {
  test("of a failed delivery sends it", async () => {
    const user = fakeUser("retry");
    const { userId, id } = await failedPush(user);
    expect(await herald.herald.retry(userId, id, "push")).toEqual({
      channel: "push",
      status: "queued",
    });

    const delivery = await herald.untilDelivery({ userId, id }, "push");
    expect(delivery).toMatchObject({
      status: "sent",
      attempts: 2,
      trail: [{ outcome: "refused" }, { outcome: "accepted" }],
    });
    expect(delivery).not.toHaveProperty("failureReason");
    expect(await herald.simulator.receivedBy(user.pushToken)).toHaveLength(1);
  });

  test("of one whose attempts were used up has all its attempts again", async () => {
    const user = fakeUser("retry-used-up");
    const accepted = await herald.whileEnabled(["fail"], () =>
      herald.herald.send({ ...user, message: "Hi", channels: ["fail"] }),
    );
    await herald.untilDelivery(accepted, "fail");

    await herald.herald.retry(user.userId, accepted.id, "fail");

    const again = await herald.until("its attempts to be used up again", async () => {
      const { deliveries } = await herald.herald.find(user.userId, accepted.id);
      // The last attempt is in the record from its claim on, before it has failed.
      const [delivery] = deliveries;
      return delivery?.attempts === 8 && delivery.status === "failed" ? delivery : undefined;
    });
    expect(again.failureReason).toBe("attempts-exhausted");
  });

  test("of one that was sent is 409", async () => {
    const user = fakeUser("retry-sent");
    const { id } = await herald.herald.send({ ...user, message: "Hi", channels: ["push"] });
    await herald.untilDelivery({ userId: user.userId, id }, "push");

    const retry = herald.herald.retry(user.userId, id, "push");

    await expect(retry).rejects.toMatchObject({ name: "HeraldError", status: 409 });
  });

  test("on a channel that the notification does not go to is 404", async () => {
    const user = fakeUser("retry-other");
    const { id } = await herald.herald.send({ ...user, message: "Hi", channels: ["push"] });

    await expect(herald.herald.retry(user.userId, id, "sms")).rejects.toMatchObject({
      status: 404,
    });
  });
});

test("a cancel ends what is between attempts, and leaves what was sent", async () => {
  const user = fakeUser("cancel");
  const { id } = await herald.simulator.whileBehaving(["pushy"], "server-error", async () => {
    const channels = ["push", "email"];
    const accepted = await herald.herald.send({ ...user, message: "Hi", channels });
    await herald.untilDelivery(accepted, "email");
    await herald.untilDelivery(accepted, "push", ({ status }) => status === "retrying");

    const canceled = await herald.herald.cancel(user.userId, accepted.id);

    expect(canceled).toEqual({
      id: accepted.id,
      deliveries: [
        { channel: "push", status: "failed", failureReason: "canceled" },
        { channel: "email", status: "sent" },
      ],
    });
    return accepted;
  });
  await herald.untilQueueIsEmpty("push");
  expect(await herald.simulator.receivedBy(user.pushToken)).toEqual([]);
  expect((await herald.herald.cancel(user.userId, id)).deliveries[0]?.status).toBe("failed");
});

test("an erased user's queued messages are dropped, and nothing of the user is left or comes back", async () => {
  const user = fakeUser("erase");
  const question = { ...user, message: "Hi?", channels: ["email"], expectsResponse: true };
  const key = { "Idempotency-Key": crypto.randomUUID() };
  await herald.simulator.whileBehaving(["pushy"], "server-error", async () => {
    await retryingPush(user);
    await herald.untilDelivery(await herald.herald.send(question, key), "email");

    const erased = await herald.herald.erase(user.userId);

    expect(erased).toEqual({ notifications: 2, deliveries: 2, other: 1 });
  });
  await herald.untilQueueIsEmpty("push");
  expect(await herald.simulator.receivedBy(user.pushToken)).toEqual([]);
  const repeat = await herald.herald.post(question, key);
  expect([repeat.status, repeat.headers.get("idempotency-replayed")]).toEqual([410, null]);
  expect(await herald.simulator.receivedBy(user.email)).toHaveLength(1);
  expect(await herald.herald.list(user.userId)).toEqual({ notifications: [] });
  expect(await herald.recordsOf(user.userId)).toEqual([]);
  const nothing = { notifications: 0, deliveries: 0, other: 0 };
  expect(await herald.herald.erase(user.userId)).toEqual(nothing);
  const next = await herald.herald.post(question, { "Idempotency-Key": crypto.randomUUID() });
  expect(next.status).toBe(202);
});

test("a list is filtered by channel, status and time, page by page", async () => {
  const user = fakeUser("filters");
  const send = (channel: string) =>
    herald.herald.send({ ...user, message: channel, channels: [channel] });
  const failed = await failedPush(user);
  const sent = await send("push");
  await herald.untilDelivery(sent, "push");
  const { registeredAt: from } = await herald.herald.find(user.userId, sent.id);
  const mail = await send("email");
  await herald.untilDelivery(mail, "email");
  const idsOf = async (query: Parameters<typeof herald.herald.list>[1]) =>
    (await herald.herald.list(user.userId, query)).notifications.map(({ id }) => id);

  expect(await idsOf({})).toEqual([mail.id, sent.id, failed.id]);
  expect(await idsOf({ channel: "push" })).toEqual([sent.id, failed.id]);
  expect(await idsOf({ channel: "push", status: "failed" })).toEqual([failed.id]);
  expect(await idsOf({ status: "sent" })).toEqual([mail.id, sent.id]);
  expect(await idsOf({ from })).toEqual([mail.id, sent.id]);
  expect(await idsOf({ to: from })).toEqual([failed.id]);

  const first = await herald.herald.list(user.userId, { limit: 2 });
  const { nextCursor: cursor = "" } = first;
  expect(first.notifications.map(({ id }) => id)).toEqual([mail.id, sent.id]);
  expect(await herald.herald.list(user.userId, { limit: 2, cursor })).toMatchObject({
    notifications: [{ id: failed.id }],
  });
});

test("the status shows channels, their providers in order, and who is down", async () => {
  const before = await herald.herald.status();
  const sms = before.channels.find(({ name }) => name === "sms");
  expect(sms).toMatchObject({
    enabled: true,
    providers: [{ id: "twilio", state: "closed" }, { id: "sms-voice" }],
  });
  expect(before.channels.find(({ name }) => name === "fail")?.queue.deadLetters).toBeTypeOf(
    "number",
  );

  await herald.simulator.whileBehaving(["pushy"], "server-error", async () => {
    const accepted = await retryingPush(fakeUser("status"));
    await herald.untilDelivery(accepted, "push");
  });
  const push = (await herald.herald.status()).channels.find(({ name }) => name === "push");
  expect(push?.providers).toMatchObject([
    { id: "pushy", state: "open", lastError: expect.stringMatching(/^unavailable: /) },
  ]);
});
