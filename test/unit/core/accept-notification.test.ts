import { describe, expect, test } from "vitest";
import { acceptNotification } from "../../../lambdas/core/accept-notification.ts";
import type { Channel } from "../../../lambdas/core/channel.ts";
import type { DeliveryReference } from "../../../lambdas/core/delivery-reference.ts";
import type { IntakeSettings } from "../../../lambdas/core/ports/configuration.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { phoneNumbers } from "../../../lambdas/runtime/phone-numbers.ts";
import { smsSegments } from "../../../lambdas/runtime/sms-segments.ts";
import { InMemoryAttachments, testWords } from "../../support/in-memory/content.ts";
import { countingIdentifiers } from "../../support/in-memory/identifiers.ts";
import { InMemoryAddressCounter, InMemoryChannelCounter } from "../../support/in-memory/limits.ts";
import { InMemoryReservations } from "../../support/in-memory/reservations.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { testRequestHashes } from "../../support/stage-secret.ts";

const channels: Channel[] = [
  { name: "sms", enabled: true, addresses: ["phoneNumber", "phoneNumber"] },
  { name: "email", enabled: true, addresses: ["email"] },
  { name: "push", enabled: false, addresses: ["pushToken"] },
  { name: "mix", enabled: true, addresses: ["pushToken", "email", "phoneNumber"] },
  { name: "fail", enabled: true, addresses: [null] },
];

const order = { userId: "u-42", message: "Your order is ready", phoneNumber: "+48600100200" };

function setUp(settings: Partial<IntakeSettings> = {}) {
  const store = new InMemoryStore();
  const time = new VirtualTime();
  const sent: DeliveryReference[] = [];
  const steps: string[] = [];
  const reservations = new InMemoryReservations(time);
  const deps = {
    reservations,
    erasures: store,
    history: store,
    configuration: {
      read: async () => ({ channels, responsesPerHour: 300, limits: {}, ...settings }),
    },
    addressCounter: new InMemoryAddressCounter(),
    channelCounter: new InMemoryChannelCounter(),
    smsSegments,
    ...testWords,
    attachments: new InMemoryAttachments(),
    throttle: {
      release: store.release.bind(store),
      used: store.used.bind(store),
      take: (userId: string, window: string, limit: number) => {
        steps.push("throttle");
        return store.take(userId, window, limit);
      },
    },
    notifications: {
      add: (notification: Parameters<InMemoryStore["add"]>[0]) => {
        steps.push("store");
        return store.add(notification);
      },
    },
    queues: {
      send: async (reference: DeliveryReference) => {
        steps.push(`queue ${reference.channel}`);
        sent.push(reference);
      },
    },
    identifiers: countingIdentifiers(),
    requestHashes: testRequestHashes,
    phoneNumbers,
    clock: time,
  };
  const submit = (body: unknown, idempotencyKey?: string) => {
    const deadline = new Date(time.now().getTime() + 10_000);
    return acceptNotification(deps, { caller: "orders", body, idempotencyKey, deadline });
  };
  return { deps, store, sent, steps, time, reservations, submit };
}

describe("a notification that is accepted", () => {
  test("is throttled, stored, and only then queued on each channel", async () => {
    const { submit, steps } = setUp();
    const acceptance = await submit({
      ...order,
      channels: ["sms", "mix"],
      expectsResponse: true,
    });
    expect(acceptance.kind).toBe("accepted");
    expect(steps).toEqual(["throttle", "store", "queue sms", "queue mix"]);
  });

  test("is stored as it was submitted", async () => {
    const { submit, store, time } = setUp();
    await submit({
      ...order,
      subject: "Order 1007",
      channels: ["sms"],
      expiresAt: "2026-12-01T12:00:00+01:00",
    });
    expect([...store.notifications.values()]).toEqual([
      {
        caller: "orders",
        id: expect.stringMatching(/^[0-9A-Z]{26}$/),
        userId: "u-42",
        message: "Your order is ready",
        subject: "Order 1007",
        addresses: { phoneNumber: "+48600100200" },
        channels: ["sms"],
        expectsResponse: false,
        registeredAt: time.now(),
        expiresAt: new Date("2026-12-01T11:00:00Z"),
        sms: { encoding: "GSM-7", segments: 1, total: 1 },
      },
    ]);
  });

  test("without a key is nobody's repeat", async () => {
    const { submit } = setUp();
    const acceptance = await submit({ ...order, channels: ["sms"] });
    expect(acceptance).toMatchObject({ kind: "accepted", replayed: false });
  });

  test("puts nothing but ids into queues", async () => {
    const { submit, sent, store } = setUp();
    await submit({ ...order, channels: ["sms"] });
    const [notification] = store.notifications.values();
    expect(sent).toEqual([{ userId: "u-42", notificationId: notification?.id, channel: "sms" }]);
  });

  test("takes no throttle slot unless it expects a response", async () => {
    const { submit, steps } = setUp();
    await submit({ ...order, channels: ["sms"] });
    expect(steps).not.toContain("throttle");
  });
});

describe("channels", () => {
  test.each([
    ["a phone number alone", { phoneNumber: "+48600100200" }, ["sms", "mix"]],
    ["an e-mail address alone", { email: "ann@example.com" }, ["email", "mix"]],
    ["a push token, its own channel off", { pushToken: "token" }, ["mix"]],
  ])("without a choice are the enabled ones that can use %s", async (_, addresses, expected) => {
    const { submit, sent } = setUp();
    await submit({ userId: "u-42", message: "Hi", ...addresses });
    expect(sent.map(({ channel }) => channel)).toEqual(expected);
  });

  test("that need no address are taken when they are named", async () => {
    const { submit, sent } = setUp();
    await submit({ userId: "u-42", message: "Hi", channels: ["fail"] });
    expect(sent.map(({ channel }) => channel)).toEqual(["fail"]);
  });
});

describe("a request with a fault", () => {
  const long = "x".repeat(16_385);
  test.each([
    ["no body", undefined, "body", "must be a JSON object"],
    ["a list", [], "body", "must be a JSON object"],
    ["no user", { ...order, userId: undefined }, "userId", "is required"],
    ["a number for the user", { ...order, userId: 42 }, "userId", "must be text"],
    ["spaces in the user", { ...order, userId: "u 42" }, "userId", "must be 1 to 128"],
    ["no message", { ...order, message: undefined }, "message", "is required"],
    ["an empty message", { ...order, message: " \n" }, "message", "must not be empty"],
    ["a message too long", { ...order, message: long }, "message", "at most 16384"],
    ["a subject of two lines", { ...order, subject: "a\nBcc: b" }, "subject", "one line"],
    ["no e-mail address", { ...order, email: "ann@" }, "email", "e-mail address"],
    ["a local phone number", { ...order, phoneNumber: "600100200" }, "phoneNumber", "E.164"],
    ["an empty push token", { ...order, pushToken: "" }, "pushToken", "1 to 4096"],
    ["a messenger id with spaces", { ...order, messengerId: "a b" }, "messengerId", "page-scoped"],
    ["a field that there is not", { ...order, mesage: "Hi" }, "mesage", "is not a field"],
    ["no list of channels", { ...order, channels: "sms" }, "channels", "must be a list"],
    ["an empty list of channels", { ...order, channels: [] }, "channels", "at least one"],
    ["a channel twice", { ...order, channels: ["sms", "sms"] }, "channels", "twice"],
    ["an unknown channel", { ...order, channels: ["sms", "fax"] }, "channels.1", "not a channel"],
    ["a disabled channel", { ...order, channels: ["push"] }, "channels.0", "not enabled"],
    ["no address for it", { ...order, channels: ["email"] }, "channels.0", "it needs email"],
    ["text for a flag", { ...order, expectsResponse: "yes" }, "expectsResponse", "true or false"],
    ["a date without a zone", { ...order, expiresAt: "2026-12-01" }, "expiresAt", "with a zone"],
    ["an end in the past", { ...order, expiresAt: "2026-11-23T15:19:59Z" }, "expiresAt", "future"],
    [
      "no address",
      { userId: "u-42", message: "Hi" },
      "channels",
      "no enabled channel can use the addresses given; give one of phoneNumber, email, pushToken",
    ],
    [
      "an address that a mixed channel cannot use",
      { userId: "u-42", message: "Hi", messengerId: "1", channels: ["mix"] },
      "channels.0",
      "mix can use none of the addresses given; it needs pushToken or email or phoneNumber",
    ],
  ])("with %s names the field and stores nothing", async (_, body, field, detail) => {
    const { submit, steps } = setUp();
    const acceptance = await submit(body);
    expect(acceptance).toEqual({
      kind: "invalid",
      faults: [{ field, detail: expect.stringContaining(detail) }],
    });
    expect(steps).toEqual([]);
  });

  test("names every failing field", async () => {
    const { submit } = setUp();
    const acceptance = await submit({ email: "x", channels: ["fax"] });
    const faults = acceptance.kind === "invalid" ? acceptance.faults : [];
    expect(faults.map(({ field }) => field)).toEqual(["message", "userId", "email"]);
  });

  test("is told when no channel is enabled at all", async () => {
    const { submit } = setUp({ channels: channels.map((each) => ({ ...each, enabled: false })) });
    expect(await submit(order)).toEqual({
      kind: "invalid",
      faults: [{ field: "channels", detail: "no channel is enabled" }],
    });
  });
});

describe("the throttle", () => {
  const question = { ...order, channels: ["sms"], expectsResponse: true };

  test("lets the limit through, says what is left, and then refuses", async () => {
    const { submit, store } = setUp({ responsesPerHour: 2 });
    const results = [1, 2, 3].map(() => submit(question));
    expect(await Promise.all(results)).toMatchObject([
      { kind: "accepted", throttle: { limit: 2, remaining: 1, resetSeconds: 2_400 } },
      { kind: "accepted", throttle: { limit: 2, remaining: 0, resetSeconds: 2_400 } },
      { kind: "over-limit", over: { limit: "responses-per-hour", max: 2, resetSeconds: 2_400 } },
    ]);
    expect(store.notifications.size).toBe(2);
  });

  test("starts anew with the clock hour", async () => {
    const { submit, time } = setUp({ responsesPerHour: 1 });
    await submit(question);
    expect((await submit(question)).kind).toBe("over-limit");
    time.advance(40 * 60_000);
    expect((await submit(question)).kind).toBe("accepted");
  });

  test("counts each user by itself", async () => {
    const { submit } = setUp({ responsesPerHour: 1 });
    await submit(question);
    expect((await submit({ ...question, userId: "u-43" })).kind).toBe("accepted");
  });

  test("takes no slot for a request with a fault", async () => {
    const { submit, store } = setUp();
    await submit({ ...question, email: "x" });
    expect(store.counters.size).toBe(0);
  });
});

test("a queue that fails fails the request, once the other sends have settled", async () => {
  const { deps, submit, sent } = setUp();
  const send = deps.queues.send;
  deps.queues.send = async (reference) => {
    if (reference.channel === "sms") {
      throw new DependencyUnavailable("SQS", new Error("down"));
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
    await send(reference);
  };
  const accepting = submit({ ...order, channels: ["sms", "mix"] });
  await expect(accepting).rejects.toBeInstanceOf(DependencyUnavailable);
  expect(sent.map(({ channel }) => channel)).toEqual(["mix"]);
});
