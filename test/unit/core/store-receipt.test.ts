import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Delivery } from "../../../lambdas/core/delivery.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import type { Receipt } from "../../../lambdas/core/receipt.ts";
import type { StoreReceiptDependencies } from "../../../lambdas/core/store-receipt.ts";
import { storeReceipt } from "../../../lambdas/core/store-receipt.ts";
import { countingIdentifiers } from "../../support/in-memory/identifiers.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";

const reference = { userId: "u-42", notificationId: "01KAS0000000000000000000XD", channel: "mail" };

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";

let time: VirtualTime;
let store: InMemoryStore;
let deps: StoreReceiptDependencies;

beforeEach(async () => {
  time = new VirtualTime();
  store = new InMemoryStore();
  deps = {
    deliveries: store,
    suppressions: store,
    preferences: store,
    identifiers: countingIdentifiers(),
    clock: time,
  };
  await store.add({
    id: reference.notificationId,
    userId: reference.userId,
    message: "Hi",
    addresses: { email: "Ann@Example.com" },
    channels: ["mail"],
    expectsResponse: false,
    registeredAt: time.now(),
  });
});

async function put(changes: Partial<Delivery> = {}): Promise<void> {
  await store.write({
    ...reference,
    status: "sent",
    attempts: 1,
    attemptsInRound: 1,
    lastAttempt: false,
    version: 1,
    leaseToken: "claim",
    leaseUntil: new Date(time.now().getTime() + 30_000),
    updatedAt: time.now(),
    provider: "ses",
    providerMessageId: "m-1",
    possibleDuplicate: false,
    trail: [],
    ...changes,
  });
}

function receive(changes: Partial<Receipt> = {}) {
  const about = { provider: "ses", providerMessageId: "m-1" };
  return storeReceipt(deps, {
    ...reference,
    ...about,
    result: "delivered",
    at: time.now(),
    ...changes,
  });
}

async function delivery(): Promise<Delivery | undefined> {
  return (await store.read(reference)).delivery;
}

const suppress = { address: "email", reason: "bounced" } as const;

describe("storing a receipt", () => {
  test("moves the delivery forward", async () => {
    await put();
    expect(await receive()).toEqual({ kind: "recorded", status: "delivered" });
    expect(await delivery()).toMatchObject({ status: "delivered", version: 2 });
  });

  test("says the trace that the notification belongs to, whatever comes of it", async () => {
    const read = store.read.bind(store);
    const deliveries = {
      write: store.write.bind(store),
      read: async (...about: Parameters<typeof read>) => {
        const { notification, ...records } = await read(...about);
        return { ...records, ...(notification && { notification: { ...notification, traceId } }) };
      },
    };
    deps = { ...deps, deliveries };
    await put();
    expect(await receive()).toEqual({ kind: "recorded", status: "delivered", traceId });
    expect(await receive()).toMatchObject({ kind: "ignored", traceId });
  });

  test("writes nothing for one that repeats what is known", async () => {
    await put();
    await receive();
    expect(await receive()).toEqual({ kind: "ignored", reason: "repeated" });
    expect(await delivery()).toMatchObject({ version: 2 });
  });

  test("ignores one about a notification that there is not, and keeps nothing of it", async () => {
    const unknown = { notificationId: "01KAS0000000000000000000X0", suppress: suppress };
    expect(await receive(unknown)).toEqual({ kind: "ignored", reason: "unknown-id" });
    expect(store.suppressions.size).toBe(0);
  });

  test.each([
    ["never sent", undefined],
    ["to be tried again", { status: "retrying" }],
    ["sent by another message", { providerMessageId: "m-2" }],
    ["refused", { status: "failed", failureReason: "refused" }],
    ["left by a function that died", { status: "sending", leaseUntil: new Date(0) }],
  ] as const)("ignores one about a delivery that was %s", async (_, changes) => {
    if (changes !== undefined) {
      await put(changes);
    }
    const before = await delivery();
    expect(await receive()).toEqual({ kind: "ignored", reason: "other-message" });
    expect(await delivery()).toEqual(before);
  });

  test("settles a delivery that is to be tried again, as its message was taken after all", async () => {
    const trail = [
      { at: time.now(), provider: "ses", outcome: "unknown", code: "timeout", ms: 3_000 },
    ] as const;
    await put({ status: "retrying", trail });
    const stored = store.deliveries.get([...store.deliveries.keys()][0] ?? "");
    const { provider: _, providerMessageId: __, ...inDoubt } = stored as Delivery;
    store.deliveries.set([...store.deliveries.keys()][0] ?? "", inDoubt);
    expect(await receive()).toEqual({ kind: "recorded", status: "delivered" });
    expect(await delivery()).toMatchObject({ status: "delivered", provider: "ses" });
  });

  test("has one that comes while the delivery is being sent tried again", async () => {
    await put({ status: "sending" });
    expect(await receive()).toEqual({ kind: "too-early" });
  });

  test("takes up what was written in between", async () => {
    await put();
    const stale = await store.read(reference);
    await receive();
    let reads = 0;
    const read = async () => {
      reads += 1;
      return reads === 1 ? stale : store.read(reference);
    };
    deps = { ...deps, deliveries: { read, write: store.write.bind(store) } };
    expect(await receive({ result: "bounced" })).toEqual({ kind: "recorded", status: "failed" });
    expect(await delivery()).toMatchObject({
      status: "failed",
      version: 3,
      deliveredAt: time.now(),
    });
  });

  test("gives up for now when other writes keep coming first", async () => {
    await put();
    deps = { ...deps, deliveries: { read: store.read.bind(store), write: async () => false } };
    await expect(receive()).rejects.toThrow(DependencyUnavailable);
  });
});

describe("a receipt of what is of a category", () => {
  const categoryOff = async () => (await store.preferencesOf("u-42")).categories.get("marketing");

  beforeEach(async () => {
    await put();
    for (const [key, notification] of store.notifications) {
      store.notifications.set(key, { ...notification, category: "marketing" });
    }
  });

  test.each(["complained", "unsubscribed"] as const)(
    "turns the category off where the user %s, and suppresses the address as it says",
    async (result) => {
      await receive({ result, suppress: { ...suppress, reason: "complained" } });
      expect(await categoryOff()).toEqual({ isOn: false, since: time.now(), by: "complaint" });
      expect((await store.listSuppressions("u-42")).size).toBe(1);
    },
  );

  test.each(["bounced", "undelivered", "delivered"] as const)(
    "turns nothing off where it was %s",
    async (result) => {
      await receive({ result, ...(result === "bounced" && { suppress }) });
      expect(await categoryOff()).toBeUndefined();
    },
  );

  test("turns nothing off that the user has turned on since, however often it comes", async () => {
    const complaint = { result: "complained", at: time.now() } as const;
    await receive(complaint);
    time.advance(1_000);
    const on = { categories: { marketing: true } };
    await store.setPreferences("u-42", on, { since: time.now(), by: "caller" });
    expect(await receive(complaint)).toEqual({ kind: "ignored", reason: "repeated" });
    await receive({ ...complaint, code: "abuse" });
    expect(await categoryOff()).toMatchObject({ isOn: true });
    time.advance(1_000);
    await receive({ ...complaint, code: "other", at: time.now() });
    expect(await categoryOff()).toMatchObject({ isOn: false });
  });

  test("turns nothing off where it is one of another message, or without a category", async () => {
    await receive({ result: "complained", providerMessageId: "m-2" });
    expect(await categoryOff()).toBeUndefined();
    for (const [key, { category: _, ...notification }] of store.notifications) {
      store.notifications.set(key, notification);
    }
    await receive({ result: "complained" });
    expect(store.preferences.size).toBe(0);
  });

  test("comes again where that cannot be kept", async () => {
    const complain = () => Promise.reject(new DependencyUnavailable("DynamoDB", undefined));
    deps = { ...deps, preferences: { complain } };
    await expect(receive({ result: "complained" })).rejects.toThrow(DependencyUnavailable);
    expect(await delivery()).toMatchObject({ version: 1 });
  });
});

describe("a receipt that suppresses an address", () => {
  test("suppresses the notification's address, however its letters are cased", async () => {
    await put();
    await receive({ result: "bounced", suppress: suppress });
    expect(await store.listSuppressions("u-42")).toEqual(
      new Map([["email:ann@example.com", { reason: "bounced", provider: "ses", at: time.now() }]]),
    );
  });

  test.each([
    ["of another provider's message", { provider: "sendgrid" }],
    ["of another message", { providerMessageId: "m-2" }],
    ["of a message before a retry", { status: "queued" }],
  ] as const)("suppresses nothing where it is one %s", async (_, changes) => {
    await put(changes);
    await receive({ result: "bounced", suppress: suppress });
    expect((await store.listSuppressions("u-42")).size).toBe(0);
  });

  test("suppresses nothing where it is older than the lift of what it had suppressed", async () => {
    await put();
    await receive({ result: "bounced", suppress: suppress });
    await store.lift("u-42", "email:ann@example.com", time.now());
    const older = { result: "bounced", code: "General", suppress: suppress } as const;
    expect(await receive(older)).toMatchObject({ kind: "recorded" });
    expect((await store.listSuppressions("u-42")).size).toBe(0);
    time.advance(1_000);
    await receive({ ...older, code: "NoEmail", at: time.now() });
    expect((await store.listSuppressions("u-42")).size).toBe(1);
  });

  test("suppresses nothing when it is replayed after the address was lifted", async () => {
    await put();
    const receipt = { result: "bounced", suppress: suppress } as const;
    await receive(receipt);
    await store.lift("u-42", "email:ann@example.com", time.now());
    expect(await receive(receipt)).toEqual({ kind: "ignored", reason: "repeated" });
    expect((await store.listSuppressions("u-42")).size).toBe(0);
  });

  test("suppresses nothing of a user that was erased, whose delivery was left behind", async () => {
    await put();
    store.notifications.clear();
    await receive({ result: "bounced", suppress: suppress });
    expect(store.suppressions.size).toBe(0);
  });

  describe("of a user who is erased meanwhile leaves nothing behind", () => {
    const erase = () => store.removeAll("u-42", time.now());
    const bounced = { result: "bounced", suppress } as const;

    afterEach(() => {
      const { notifications, deliveries, suppressions } = store;
      expect([notifications.size, deliveries.size, suppressions.size]).toEqual([0, 0, 0]);
    });

    test("after the erasure", async () => {
      await put();
      await erase();
      expect(await receive(bounced)).toEqual({ kind: "ignored", reason: "unknown-id" });
    });

    test("between its read and the suppression", async () => {
      await put();
      const read: typeof store.read = async (reference) => {
        const records = await store.read(reference);
        await erase();
        return records;
      };
      deps = { ...deps, deliveries: { read, write: store.write.bind(store) } };
      expect(await receive(bounced)).toEqual({ kind: "ignored", reason: "unknown-id" });
    });

    test("between the suppression and its write", async () => {
      await put();
      const suppressThenErase: typeof store.suppress = async (...parameters) => {
        await store.suppress(...parameters);
        expect(store.suppressions.size).toBe(1);
        await erase();
      };
      deps = { ...deps, suppressions: { suppress: suppressThenErase } };
      expect(await receive(bounced)).toEqual({ kind: "ignored", reason: "unknown-id" });
    });

    test("after its write", async () => {
      await put();
      expect(await receive(bounced)).toMatchObject({ kind: "recorded" });
      await erase();
    });
  });

  test("keeps the first reason", async () => {
    await put();
    await receive({ result: "bounced", suppress: suppress });
    await receive({ result: "complained", suppress: { address: "email", reason: "complained" } });
    const [kept] = (await store.listSuppressions("u-42")).values();
    expect(kept?.reason).toBe("bounced");
  });

  test("does nothing for a kind of address that the notification lacks", async () => {
    await put();
    await receive({ suppress: { address: "phoneNumber", reason: "refused" } });
    expect(store.suppressions.size).toBe(0);
  });
});
