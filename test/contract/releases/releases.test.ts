import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fakeUser } from "../../../local/fake-user.ts";
import { apiEvent } from "../../support/api-event.ts";
import type { Release } from "./release-bundles.ts";
import { channel, startReleaseStage } from "./release-stage.ts";

let stage: Awaited<ReturnType<typeof startReleaseStage>>;
let user: ReturnType<typeof fakeUser>;
/** One that only Twilio can reach. */
let order: Readonly<Record<string, string>>;

beforeAll(async () => {
  stage = await startReleaseStage();
}, 120_000);

afterAll(() => stage.stop());

beforeEach(async () => {
  await stage.emptyQueues();
  user = fakeUser("releases");
  const { userId, phoneNumber } = user;
  order = { userId, phoneNumber, message: "Your order is ready" };
});

/** Sends a notification; returns its id. */
async function send(
  release: Release,
  body: Readonly<Record<string, unknown>> = order,
  key?: string,
): Promise<string> {
  const { status, body: accepted } = await stage.submit(release, body, key);
  expect(status).toBe(202);
  return String(accepted["id"]);
}

async function lookUp(release: Release, notificationId: string) {
  const resource = "/v1/users/{userId}/notifications/{notificationId}";
  const pathParameters = { userId: user.userId, notificationId };
  const { status, body } = await stage.call(
    release,
    "tracking",
    apiEvent({ resource, pathParameters }),
  );
  expect(status).toBe(200);
  return body;
}

/** The delivery as both releases show it: the new one says all that the old one says. */
async function deliveryOf(notificationId: string) {
  const current = await lookUp("current", notificationId);
  expect(current).toMatchObject(await lookUp("previous", notificationId));
  const [delivery] = current["deliveries"] as Record<string, unknown>[];
  return delivery;
}

describe.each([
  ["previous", "current"],
  ["current", "previous"],
] as const)("what the %s release writes, the %s one reads", (writer, reader) => {
  test("a notification and the message that names its delivery", async () => {
    const id = await send(writer);
    expect(await stage.take(reader, "channel")).toBe(0);
    expect(await deliveryOf(id)).toMatchObject({ status: "sent", provider: "twilio" });
    expect(await stage.simulator.receivedBy(user.phoneNumber)).toHaveLength(1);
  });

  test("a delivery that waits for its next attempt, and its message", async () => {
    const id = await send(writer);
    await stage.simulator.whileBehaving(["twilio"], "server-error", async () => {
      expect(await stage.take(writer, "channel")).toBe(1);
    });
    expect(await deliveryOf(id)).toMatchObject({ status: "retrying", attempts: 1 });
    expect(await stage.take(reader, "channel")).toBe(0);
    expect(await deliveryOf(id)).toMatchObject({ status: "sent", attempts: 2 });
  });

  test("a delivery that failed, and the retry that a caller asks for", async () => {
    const id = await send(reader);
    await stage.simulator.whileBehaving(["twilio"], "accept-then-reset", async () => {
      expect(await stage.take(writer, "channel")).toBe(0);
    });
    expect(await deliveryOf(id)).toMatchObject({ status: "failed", failureReason: "unknown" });
    const retry = apiEvent({
      resource: "/v1/users/{userId}/notifications/{notificationId}/deliveries/{channel}/retry",
      pathParameters: { userId: user.userId, notificationId: id, channel },
    });
    const post = { ...retry, httpMethod: "POST" };
    expect((await stage.call(reader, "operations", post)).status).toBe(202);
    expect(await stage.take(writer, "channel")).toBe(0);
    expect(await deliveryOf(id)).toMatchObject({ status: "sent", possibleDuplicate: true });
  });

  test("where Twilio is to call back, and the receipt that it is queued as", async () => {
    await stage.simulator.behave("twilio", { behavior: "accept", receipt: "delivered" });
    const id = await send(writer);
    await stage.take(writer, "channel");
    const [, delivered] = await stage.callbacks.next(2);
    await stage.simulator.behave("twilio", { behavior: "accept" });
    expect(await takeCallback(reader, delivered)).toBe(200);
    expect(await stage.take(writer, "receipts")).toBe(0);
    expect(await deliveryOf(id)).toMatchObject({ status: "delivered" });
  });

  test("whose message an id of Messenger's is, and the receipt that only has the id", async () => {
    await stage.simulator.behave("messenger", { behavior: "accept", receipt: "delivered" });
    const { userId, messengerId } = user;
    const id = await send(writer, { userId, messengerId, message: "Hi" });
    await stage.take(writer, "channel");
    const [echo, delivered] = await stage.callbacks.next(2);
    await stage.simulator.behave("messenger", { behavior: "accept" });
    expect(await takeCallback(writer, echo)).toBe(200);
    expect(await stage.take(reader, "receipts")).toBe(0);
    expect(await takeCallback(reader, delivered)).toBe(200);
    expect(await stage.take(writer, "receipts")).toBe(0);
    expect(await deliveryOf(id)).toMatchObject({ status: "delivered", provider: "messenger" });
  });
});

async function takeCallback(release: Release, event: Parameters<typeof stage.call>[2] | undefined) {
  if (event === undefined) {
    throw new Error("the provider did not call back");
  }
  return (await stage.call(release, "receipts", event)).status;
}

describe("a key that stands for a notification of one release stands for it in the others", () => {
  const pairs = (["previous", "current", "next"] as const).flatMap((first, _, all) =>
    all.filter((second) => second !== first).map((second) => [first, second] as const),
  );

  test.each(pairs)("%s, then %s", async (first, second) => {
    const key = crypto.randomUUID();
    const spaced = order["phoneNumber"]?.replace(/^\+48/, "+48 ") ?? "";
    const id = await send(first, { ...order, phoneNumber: spaced }, key);
    const repeat = await stage.submit(second, order, key);
    expect(repeat).toMatchObject({ status: 202, body: { id } });
    expect(repeat.headers).toMatchObject({ "Idempotency-Replayed": "true" });
    const other = await stage.submit(second, { ...order, message: "Another" }, key);
    expect(other.status).toBe(422);
  });

  test("though the next one gives every notification a field more", async () => {
    await send("next");
    expect((await stage.recordsOf(user.userId))[0]).toMatchObject({ priority: "normal" });
  });

  test("but a caller that sends the field asks for something else", async () => {
    const key = crypto.randomUUID();
    await send("next", { ...order, priority: "high" }, key);
    expect((await stage.submit("next", { ...order, priority: "high" }, key)).status).toBe(202);
    expect((await stage.submit("next", order, key)).status).toBe(422);
  });
});

describe("a notification with words of its own for a channel", () => {
  const words = "Your order is at the counter";
  const texts = async () =>
    (await stage.simulator.receivedBy(user.phoneNumber)).map(({ text }) => text);
  const ownWords = () => ({ ...order, content: { sms: { message: words } } });

  test("is of a record version that a release without them leaves in the queue", async () => {
    const id = await send("current", ownWords());
    expect((await stage.recordsOf(user.userId))[0]).toMatchObject({ recordVersion: 2 });
    expect(await stage.take("first", "channel")).toBe(1);
    expect(await texts()).toEqual([]);
    expect(await stage.recordsOf(user.userId)).toHaveLength(1);

    expect(await stage.take("current", "channel")).toBe(0);
    expect(await texts()).toEqual([words]);
    const delivery = await lookUp("current", id);
    expect(delivery).toMatchObject({ deliveries: [{ status: "sent", attempts: 1 }] });
  });

  test.each(["previous", "first", "current"] as const)(
    "and without them is of the first version, which the %s release sends",
    async (release) => {
      await send("current");
      expect((await stage.recordsOf(user.userId))[0]).not.toHaveProperty("recordVersion");
      expect(await stage.take(release, "channel")).toBe(0);
      expect(await texts()).toEqual([order["message"]]);
    },
  );
});

describe("what has a field more", () => {
  test.each(["previous", "current"] as const)(
    "in its records is carried on: %s",
    async (release) => {
      const id = await send(release);
      await stage.simulator.whileBehaving(["twilio"], "server-error", () =>
        stage.take(release, "channel"),
      );
      const before = await stage.recordsOf(user.userId);
      expect(before).toHaveLength(2);
      for (const record of before) {
        await stage.addAttribute(record);
      }
      expect(await stage.take(release, "channel")).toBe(0);
      expect(await deliveryOf(id)).toMatchObject({ status: "sent", attempts: 2 });
      for (const record of await stage.recordsOf(user.userId)) {
        expect(record).toMatchObject({ ofAnotherRelease: { some: ["thing"] } });
      }
    },
  );

  test("in its message is sent", async () => {
    const id = await send("current");
    expect(await stage.take("current", "channel", (body) => ({ ...body, priority: "high" }))).toBe(
      0,
    );
    expect(await deliveryOf(id)).toMatchObject({ status: "sent" });
  });

  test("in its receipt is recorded", async () => {
    await stage.simulator.behave("twilio", { behavior: "accept", receipt: "delivered" });
    const id = await send("current");
    await stage.take("current", "channel");
    const [, delivered] = await stage.callbacks.next(2);
    await stage.simulator.behave("twilio", { behavior: "accept" });
    await takeCallback("previous", delivered);
    expect(await stage.take("current", "receipts", (body) => ({ ...body, cost: "0.01" }))).toBe(0);
    expect(await deliveryOf(id)).toMatchObject({ status: "delivered" });
  });

  test("in its settings is used, and so is what has a name more in a list", async () => {
    await stage.putSettings("twilio", { colour: "green" });
    await stage.putParameter(`channels/${channel}/providers`, "carrier-pigeon,twilio,messenger");
    await stage.putParameter("enabled-channels", `${channel},of-another-release`);
    const id = await send("current");
    expect(await stage.take("current", "channel")).toBe(0);
    expect(await deliveryOf(id)).toMatchObject({ status: "sent", provider: "twilio" });
  });
});
