import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import {
  fromNotificationItem,
  toNotificationItem,
} from "../../../lambdas/adapters/dynamodb-items.ts";
import { attemptDelivery } from "../../../lambdas/core/attempt-delivery.ts";
import type { ChannelPolicy } from "../../../lambdas/core/channel.ts";
import type { Delivery } from "../../../lambdas/core/delivery.ts";
import { measureSms } from "../../../lambdas/core/measure-sms.ts";
import type { Outcome } from "../../../lambdas/core/outcome.ts";
import type { ConfiguredProvider } from "../../../lambdas/core/ports/configuration.ts";
import { readSubmission } from "../../../lambdas/core/read-submission.ts";
import type { Receipt } from "../../../lambdas/core/receipt.ts";
import { storeReceipt } from "../../../lambdas/core/store-receipt.ts";
import { parseSubmission } from "../../../lambdas/core/submission.ts";
import { presentNotification } from "../../../lambdas/functions/tracking/present.ts";
import { phoneNumbers } from "../../../lambdas/runtime/phone-numbers.ts";
import { healthOver, InMemoryHealth } from "../../support/in-memory/health.ts";
import { countingIdentifiers } from "../../support/in-memory/identifiers.ts";
import { refused, throttled, unavailable, unknown } from "../../support/in-memory/providers.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { notificationOf } from "../../support/records.ts";

const reference = { userId: "u-42", notificationId: "01KAS0000000000000000000ID", channel: "push" };
const dead: Outcome = { kind: "refused", code: "UNREGISTERED", suppress: true };

/** Responses by address; whatever has none is accepted. */
type Responses = Readonly<Record<string, Outcome>>;

let time: VirtualTime;
let queuedAt: Date;
let store: InMemoryStore;
let received: string[];
let responses: Record<string, Responses>;

beforeEach(async () => {
  time = new VirtualTime();
  queuedAt = time.now();
  store = new InMemoryStore();
  received = [];
  responses = {};
  await store.add(
    notificationOf(reference, {
      addresses: { pushToken: ["a", "b", "c"], email: "ann@example.com" },
      channels: ["push"],
    }),
  );
});

function provider(id: string, address: "pushToken" | "email" = "pushToken"): ConfiguredProvider {
  return {
    id,
    address,
    settingsMark: id,
    timeoutMs: 3_000,
    async send({ to }) {
      received.push(`${id} ${to}`);
      const response = responses[id]?.[to];
      return response ?? { kind: "accepted", providerMessageId: `${id}-${to}` };
    },
  };
}

function attempt(providers = [provider("fcm")], policy: Partial<ChannelPolicy> = {}) {
  const deps = {
    deliveries: store,
    suppressions: store,
    roster: { read: async () => providers },
    health: healthOver(new InMemoryHealth(), time),
    identifiers: countingIdentifiers(),
    clock: time,
    timer: time,
    random: () => 0,
    policy: {
      retryDelaysSeconds: [10, 60],
      afterUnknown: "resend" as const,
      order: "listed" as const,
      maxReceives: 100,
      ...policy,
    },
  };
  const deadline = new Date(time.now().getTime() + 30_000);
  return attemptDelivery(deps, reference, { count: 1, sentAt: queuedAt, deadline });
}

async function record(): Promise<Delivery> {
  const { delivery } = await store.read(reference);
  if (delivery === undefined) {
    throw new Error("the delivery has no record");
  }
  return delivery;
}

const trailOf = ({ trail }: Delivery) =>
  trail.map(({ provider, address, outcome }) => `${provider} ${address} ${outcome}`);

describe("a delivery to several addresses", () => {
  test("goes to each of them once, and is sent", async () => {
    expect(await attempt()).toMatchObject({ kind: "ended", status: "sent" });
    expect(received).toEqual(["fcm a", "fcm b", "fcm c"]);
    expect(await record()).toMatchObject({
      status: "sent",
      attempts: 1,
      provider: "fcm",
      providerMessageId: "fcm-a",
      trail: ["a", "b", "c"].map((to, address) => ({ address, providerMessageId: `fcm-${to}` })),
    });
    await attempt();
    expect(received.length).toBe(3);
  });

  test("is sent when one took it, and the dead ones are suppressed one by one", async () => {
    responses = { fcm: { a: dead, c: dead } };
    expect(await attempt()).toMatchObject({ status: "sent" });
    expect(trailOf(await record())).toEqual(["fcm 0 refused", "fcm 1 accepted", "fcm 2 refused"]);
    expect((await record()).trail.map(({ suppressed }) => suppressed)).toEqual([
      "pushToken",
      undefined,
      "pushToken",
    ]);
    expect((await record()).providerMessageId).toBe("fcm-b");
    const { suppressions } = await store.read(reference);
    expect([...(suppressions ?? new Map()).keys()]).toEqual(["pushToken:a", "pushToken:c"]);
  });

  test("fails when each of them is refused, and no other kind of address is tried", async () => {
    responses = { fcm: { a: refused, b: dead, c: refused } };
    await attempt([provider("fcm"), provider("ses", "email")]);
    expect(received).toEqual(["fcm a", "fcm b", "fcm c"]);
    expect(await record()).toMatchObject({ status: "failed", failureReason: "refused" });
  });

  test("goes on to the next provider with those that the first did not take", async () => {
    responses = { fcm: { b: unavailable, c: refused } };
    await attempt([provider("fcm"), provider("pushy")]);
    expect(received).toEqual(["fcm a", "fcm b", "fcm c", "pushy b"]);
    expect(trailOf(await record()).at(-1)).toBe("pushy 1 accepted");
    expect(await record()).toMatchObject({ status: "sent", providerMessageId: "fcm-a" });
  });

  test("does not go to another kind of address once one took it", async () => {
    responses = { fcm: { a: unavailable, b: unavailable } };
    await attempt([provider("fcm"), provider("ses", "email"), provider("pushy")]);
    expect(received).toEqual(["fcm a", "fcm b", "fcm c", "pushy a", "pushy b"]);
    expect((await record()).passedOver).toBeUndefined();
  });

  test("goes to another kind when none took it", async () => {
    responses = { fcm: { a: refused, b: unavailable, c: unavailable } };
    await attempt([provider("fcm"), provider("ses", "email")]);
    expect(received.at(-1)).toBe("ses ann@example.com");
    expect(await record()).toMatchObject({ status: "sent", provider: "ses" });
  });

  test("is retried with those that were not refused", async () => {
    responses = { fcm: { a: refused, b: unavailable, c: unavailable } };
    expect(await attempt()).toMatchObject({ kind: "put-back", reason: "none-accepted" });
    expect(await record()).toMatchObject({ refused: [{ kind: "pushToken", index: 0 }] });
    time.advance(10_000);
    responses = { fcm: { b: refused, c: unavailable } };
    await attempt();
    time.advance(60_000);
    responses = {};
    await attempt();
    expect(received.slice(3)).toEqual(["fcm b", "fcm c", "fcm c"]);
    expect(await record()).toMatchObject({ status: "sent", attempts: 3 });
  });

  test("fails as refused once the last one is refused", async () => {
    responses = { fcm: { a: refused, b: refused, c: unavailable } };
    await attempt();
    time.advance(10_000);
    responses = { fcm: { c: refused } };
    await attempt();
    expect(await record()).toMatchObject({ status: "failed", failureReason: "refused" });
  });

  test("waits without an attempt where one is throttled and none took it", async () => {
    responses = { fcm: { a: refused, b: throttled, c: throttled } };
    expect(await attempt()).toMatchObject({ kind: "put-back", reason: "waits" });
    expect(await record()).toMatchObject({ attempts: 0, refused: [{ index: 0 }] });
  });

  test("is sent though one is throttled, and that one is not tried again", async () => {
    responses = { fcm: { b: throttled } };
    expect(await attempt()).toMatchObject({ kind: "ended", status: "sent" });
  });

  test.each([
    ["resend", ["fcm a", "fcm b", "fcm c", "pushy a"], { status: "sent" }],
    ["hold", ["fcm a", "fcm b", "fcm c"], { status: "sent" }],
  ] as const)("where one is unknown and the channel says %s", async (afterUnknown, calls, end) => {
    responses = { fcm: { a: unknown } };
    await attempt([provider("fcm"), provider("pushy")], { afterUnknown });
    expect(received).toEqual(calls);
    expect(await record()).toMatchObject({ ...end, possibleDuplicate: true });
  });

  test("is held where one is unknown and no other took it", async () => {
    responses = { fcm: { a: unknown, b: unavailable, c: refused } };
    await attempt([provider("fcm")], { afterUnknown: "hold" });
    expect(await record()).toMatchObject({ status: "failed", failureReason: "unknown" });
  });

  test("passes over what is suppressed, and fails where all of them are", async () => {
    const suppression = { reason: "refused", provider: "fcm", at: time.now() } as const;
    const user = { userId: "u-42", id: reference.notificationId };
    await store.suppress(user as never, "pushToken:b", suppression);
    await attempt();
    expect(received).toEqual(["fcm a", "fcm c"]);
    expect(trailOf(await record())).toEqual(["fcm 0 accepted", "fcm 2 accepted"]);
  });

  test("has ten of them called at once, with two calls of the store besides", async () => {
    const tokens = Array.from({ length: 10 }, (_, index) => `t${index}`);
    const id = "01KAS0000000000000000000TN";
    await store.add(
      notificationOf({ ...reference, notificationId: id }, { addresses: { pushToken: tokens } }),
    );
    let [under, most, writes] = [0, 0, 0];
    const slow: ConfiguredProvider = {
      ...provider("fcm"),
      async send({ to }) {
        under += 1;
        most = Math.max(most, under);
        await Promise.resolve();
        under -= 1;
        return { kind: "accepted", providerMessageId: to };
      },
    };
    const counting = {
      read: store.read.bind(store),
      write: (...next: Parameters<typeof store.write>) => {
        writes += 1;
        return store.write(...next);
      },
    };
    await attemptDelivery(
      {
        deliveries: counting,
        suppressions: store,
        roster: { read: async () => [slow] },
        health: healthOver(new InMemoryHealth(), time),
        identifiers: countingIdentifiers(),
        clock: time,
        timer: time,
        random: () => 0,
        policy: { retryDelaysSeconds: [], afterUnknown: "hold", order: "listed", maxReceives: 9 },
      },
      { ...reference, notificationId: id },
      { count: 1, sentAt: queuedAt, deadline: new Date(time.now().getTime() + 30_000) },
    );
    expect([most, writes]).toEqual([10, 2]);
  });
});

test("a delivery to one address says of no call which, nor the message's id twice", async () => {
  const id = "01KAS0000000000000000000S1";
  await store.add(
    notificationOf({ ...reference, notificationId: id }, { addresses: { pushToken: "a" } }),
  );
  const deadline = new Date(time.now().getTime() + 30_000);
  for (const response of [refused, undefined]) {
    responses = { fcm: response ? { a: response } : {} };
    const failing = { ...provider("down"), send: async () => unavailable };
    const one = { ...reference, notificationId: id };
    store.deliveries.clear();
    await attemptDelivery(
      {
        deliveries: store,
        suppressions: store,
        roster: { read: async () => [failing, provider("fcm")] },
        health: healthOver(new InMemoryHealth(), time),
        identifiers: countingIdentifiers(),
        clock: time,
        timer: time,
        random: () => 0,
        policy: { retryDelaysSeconds: [], afterUnknown: "hold", order: "listed", maxReceives: 9 },
      },
      one,
      { count: 1, sentAt: queuedAt, deadline },
    );
    const { delivery } = await store.read(one);
    expect(delivery).not.toHaveProperty("refused");
    for (const call of delivery?.trail ?? []) {
      expect(call).not.toHaveProperty("address");
      expect(call).not.toHaveProperty("providerMessageId");
    }
  }
});

describe("addresses of one kind that belong to several services", () => {
  const hex = { ...provider("apns"), recognizes: (to: string) => /^[ab]$/.test(to) };
  const other = { ...provider("fcm"), recognizes: (to: string) => !/^[ab]$/.test(to) };

  test.each([
    [
      [hex, other],
      ["apns a", "apns b", "fcm c"],
    ],
    [
      [other, hex],
      ["fcm c", "apns a", "apns b"],
    ],
    [[hex], ["apns a", "apns b", "apns c"]],
    [
      [hex, provider("any")],
      ["apns a", "apns b", "any c"],
    ],
    [
      [provider("any"), hex],
      ["any a", "any b", "any c"],
    ],
  ])("each go to the provider that recognizes them, case %#", async (providers, calls) => {
    await attempt(providers);
    expect(received).toEqual(calls);
    expect(await record()).toMatchObject({ status: "sent" });
  });

  test("leave a provider out that recognizes none of them, and say so", async () => {
    const none = { ...provider("none"), recognizes: () => false };
    await attempt([none, hex, other]);
    expect(received).toEqual(["apns a", "apns b", "fcm c"]);
    expect((await record()).passedOver).toMatchObject([{ provider: "none", reason: "no-address" }]);
  });

  test("are not left to a provider of another kind of address, whatever it recognizes", async () => {
    responses = { ses: { "ann@example.com": unavailable } };
    await attempt([provider("ses", "email"), hex]);
    expect(received).toEqual(["ses ann@example.com", "apns a", "apns b", "apns c"]);
  });

  test("are asked of a provider that does not, where the one that does has no settings", async () => {
    await attempt([hex, { id: "fcm" } as ConfiguredProvider]);
    expect(received).toEqual(["apns a", "apns b", "apns c"]);
  });
});

describe("receipts of a delivery to several addresses", () => {
  function receive(to: string, changes: Partial<Receipt> = {}) {
    const deps = {
      deliveries: store,
      suppressions: store,
      preferences: store,
      identifiers: countingIdentifiers(),
      clock: time,
    };
    const about = { provider: "fcm", providerMessageId: `fcm-${to}`, at: time.now() };
    return storeReceipt(deps, { ...reference, ...about, result: "delivered", ...changes });
  }

  test("move it forward whichever message they are about", async () => {
    await attempt();
    expect(await receive("c")).toMatchObject({ kind: "recorded", status: "delivered" });
    expect(await record()).toMatchObject({ receipts: [{ address: 2, result: "delivered" }] });
    expect(await receive("d")).toMatchObject({ kind: "ignored", reason: "other-message" });
  });

  test("fail it only when it failed at each address that took it", async () => {
    responses = { fcm: { b: refused } };
    await attempt();
    expect(await receive("a", { result: "bounced" })).toMatchObject({ status: "sent" });
    expect(await record()).not.toHaveProperty("failureReason");
    expect(await receive("c", { result: "undelivered", code: "x" })).toMatchObject({
      status: "failed",
    });
    expect(await receive("c")).toMatchObject({ status: "delivered" });
  });

  test("suppress the address that their message went to", async () => {
    await attempt();
    await receive("b", {
      result: "bounced",
      suppress: { address: "pushToken", reason: "bounced" },
    });
    const { suppressions } = await store.read(reference);
    expect([...(suppressions ?? new Map()).keys()]).toEqual(["pushToken:b"]);
  });

  test("suppress nothing where it cannot be told which one it was", async () => {
    await attempt();
    const suppress = { address: "email", reason: "bounced" } as const;
    await receive("b", { providerMessageId: "other", suppress });
    expect((await store.read(reference)).suppressions).toBeUndefined();
  });

  test("come to the same whatever their order and repetition", async () => {
    const results = ["delivered", "undelivered", "bounced", "complained"] as const;
    const receipt = fc.record({
      to: fc.constantFrom("a", "b", "c"),
      result: fc.constantFrom(...results),
      code: fc.constantFrom("x", "y"),
    });
    const cases = fc
      .array(receipt, { maxLength: 8 })
      .chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      );
    await attempt();
    const sent = await record();
    const endOf = async (
      all: readonly { to: string; result: Receipt["result"]; code: string }[],
    ) => {
      store.deliveries.set([...store.deliveries.keys()][0] ?? "", sent);
      for (const { to, ...changes } of all) {
        await receive(to, changes);
      }
      const { version: _, leaseToken: __, ...rest } = await record();
      return rest;
    };
    await fc.assert(
      fc.asyncProperty(cases, async ([one, other]) => {
        expect(await endOf([...other, ...one])).toEqual(await endOf(one));
      }),
    );
  });
});

describe("a submission with several addresses", () => {
  const order = { userId: "u-42", message: "Your order is ready" };

  test.each([
    ["pushToken", ["a", "b"], ["a", "b"]],
    ["pushToken", ["a"], "a"],
    [
      "email",
      ["ann@example.com", "ann@müller.example"],
      ["ann@example.com", "ann@xn--mller-kva.example"],
    ],
    ["messengerId", Array.from({ length: 10 }, (_, index) => `m${index}`), expect.anything()],
  ])("may have %s %j", (field, given, read) => {
    expect(parseSubmission({ ...order, [field]: given })).toMatchObject({
      submission: { [field]: read },
    });
  });

  test.each([
    ["pushToken", [], "pushToken", "must hold at least one, or be left out"],
    ["pushToken", ["a", "a"], "pushToken", "must not hold one twice"],
    [
      "pushToken",
      Array.from({ length: 11 }, (_, index) => `t${index}`),
      "pushToken",
      "must hold at most 10",
    ],
    [
      "pushToken",
      ["a", "b c"],
      "pushToken.1",
      "must be a device's token: 1 to 4096 letters, digits or _ : . + = ~ | [ ] -",
    ],
    ["pushToken", ["a", 7], "pushToken.1", "must be text"],
    ["pushToken", ["a", null], "pushToken.1", "must be text"],
    ["pushToken", 7, "pushToken", "must be text"],
    ["pushToken", { token: "a" }, "pushToken", "must be text"],
    [
      "email",
      ["ann@example.com", "ann"],
      "email.1",
      "must be an e-mail address such as ann@example.com, in ASCII before the @",
    ],
    [
      "email",
      "ann",
      "email",
      "must be an e-mail address such as ann@example.com, in ASCII before the @",
    ],
    [
      "email",
      ["\ud83d@example.com"],
      "email.0",
      "must be well-formed Unicode: it holds half of a character",
    ],
  ])("may not have %s %j", (field, given, place, detail) => {
    expect(parseSubmission({ ...order, [field]: given })).toEqual({
      faults: [{ field: place, detail }],
    });
  });

  test("has its phone numbers read one by one", async () => {
    const phoneNumber = ["+48 600 100 200", "0049 1512 3456789"];
    expect(await readSubmission(phoneNumbers, { ...order, phoneNumber })).toMatchObject({
      submission: { phoneNumber: ["+48600100200", "+4915123456789"] },
      phoneNumbers: [{ field: "phoneNumber.0" }, { field: "phoneNumber.1" }],
    });
  });

  test.each([
    [{ phoneNumber: ["+48 600 100 200", 7] }, [{ field: "phoneNumber.1", detail: "must be text" }]],
    [{ phoneNumber: 7 }, [{ field: "phoneNumber", detail: "must be text" }]],
    [{ phoneNumber: "12", subject: "" }, [{ field: "subject" }, { field: "phoneNumber" }]],
  ])("is told once of each thing that is wrong: %j", async (fields, faults) => {
    const read = await readSubmission(phoneNumbers, { ...order, ...fields });
    expect(read).toMatchObject({ faults });
    expect("faults" in read && read.faults.length).toBe(faults.length);
  });

  test("has no phone number where none is given", async () => {
    const read = await readSubmission(phoneNumbers, order);
    expect("submission" in read && Object.hasOwn(read.submission, "phoneNumber")).toBe(false);
    expect(read).toMatchObject({ phoneNumbers: [] });
  });

  test.each([
    [["+48 600 100 200", "12"], "phoneNumber.1", expect.stringMatching(/./)],
    [["+48 600 100 200", "+48600100200"], "phoneNumber.1", "is the same number as one before it"],
  ])("is told of the number that is wrong: %j", async (phoneNumber, field, detail) => {
    const read = await readSubmission(phoneNumbers, { ...order, phoneNumber });
    expect(read).toEqual({ faults: [{ field, detail }] });
  });
});

describe("several addresses in a record", () => {
  const addresses = { pushToken: ["a", "b"], email: "ann@example.com" };
  const notification = notificationOf(reference, { addresses });

  test("are the first by itself, as the release before reads it, and the others apart", () => {
    expect(toNotificationItem(notification, 1)).toMatchObject({
      pushToken: "a",
      email: "ann@example.com",
      moreAddresses: { pushToken: ["b"] },
    });
    expect(fromNotificationItem(toNotificationItem(notification, 1)).addresses).toEqual(addresses);
  });

  test.each([null, "b", { pushToken: "b" }, { pushToken: [7] }, { fax: ["1"] }])(
    "what is odd leaves the first: %j",
    (moreAddresses) => {
      const item = { ...toNotificationItem(notification, 1), moreAddresses };
      expect(fromNotificationItem(item).addresses).toEqual({ ...addresses, pushToken: "a" });
    },
  );

  test("are shown so", async () => {
    const facts = { now: new Date(), isDeployed: () => true };
    expect(await presentNotification({ notification, deliveries: [] }, facts)).toMatchObject({
      pushToken: "a",
      moreAddresses: { pushToken: ["b"] },
    });
  });
});

test("an SMS to two numbers is counted twice", async () => {
  const sms = { count: async () => ({ encoding: "GSM-7", segments: 2 }) as const };
  const channel = { name: "sms", enabled: true, addresses: ["phoneNumber"] } as const;
  const about = { message: "x", addresses: { phoneNumber: ["1", "2"] }, channels: ["sms"] };
  expect(await measureSms(sms, about, [channel])).toMatchObject({ segments: 2, total: 4 });
});
