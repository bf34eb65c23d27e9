import { beforeEach, describe, expect, test } from "vitest";
import { decideAttempt } from "../../../lambdas/core/decide-attempt.ts";
import type { Delivery } from "../../../lambdas/core/delivery.ts";
import type { DeliveryReference } from "../../../lambdas/core/delivery-reference.ts";
import type { Identifiers } from "../../../lambdas/core/ports/system.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { retryDelivery } from "../../../lambdas/core/retry-delivery.ts";
import { countingIdentifiers } from "../../support/in-memory/identifiers.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { deliveryOf, notificationOf } from "../../support/records.ts";

const reference = { userId: "u-42", notificationId: "1", channel: "sms" };
let store: InMemoryStore;
let time: VirtualTime;
let sent: DeliveryReference[];
let queueFails: boolean;
let identifiers: Identifiers;

beforeEach(async () => {
  store = new InMemoryStore();
  time = new VirtualTime();
  sent = [];
  queueFails = false;
  identifiers = countingIdentifiers();
  await store.add(notificationOf(reference));
});

function retry(changes: Partial<DeliveryReference> = {}) {
  const queues = {
    send: async (message: DeliveryReference) => {
      if (queueFails) {
        throw new DependencyUnavailable("SQS", undefined);
      }
      sent.push(message);
    },
  };
  const isDeployed = (channel: string) => channel !== "fax";
  const deps = { history: store, deliveries: store, queues, identifiers, clock: time, isDeployed };
  return retryDelivery(deps, { ...reference, ...changes }, "support");
}

async function stored(): Promise<Delivery | undefined> {
  return (await store.read(reference)).delivery;
}

test.each([
  "refused",
  "attempts-exhausted",
  "unknown",
  "canceled",
  "suppressed",
  "unsubscribed",
  "bounced",
] as const)("a delivery that failed (%s) is queued for a new round", async (failureReason) => {
  await store.write(deliveryOf(reference, { status: "failed", failureReason, attempts: 4 }));

  expect(await retry()).toEqual({ kind: "queued" });

  expect(sent).toEqual([reference]);
  const delivery = await stored();
  expect(delivery).toMatchObject({ status: "queued", attempts: 4, attemptsInRound: 0, version: 2 });
  expect(delivery).not.toHaveProperty("failureReason");
  const receive = { count: 1, sentAt: time.now(), deadline: time.now() };
  const policy = {
    retryDelaysSeconds: [1],
    afterUnknown: "resend",
    order: "listed",
    maxReceives: 20,
  } as const;
  const decision = decideAttempt(
    { ...(await store.read(reference)), channel: reference.channel },
    receive,
    policy,
    time.now(),
  );
  expect(decision.kind).toBe("claim");
});

test("who retried it is kept with the delivery, the latest five", async () => {
  for (let round = 1; round <= 6; round += 1) {
    const { delivery: seen } = await store.read(reference);
    const failed = deliveryOf(reference, { status: "failed", failureReason: "unknown" });
    await store.write({ ...failed, ...seen, status: "failed", version: (seen?.version ?? 0) + 1 });
    time.advance(1_000);
    await retry();
  }
  const kept = (await stored())?.interventions ?? [];
  expect(kept).toHaveLength(5);
  expect(kept.at(-1)).toEqual({ at: time.now(), kind: "retry", caller: "support" });
});

test("what an earlier provider said is not said of the next message", async () => {
  const earlier = { provider: "twilio", providerMessageId: "SM1", sentAt: time.now() };
  await store.write(
    deliveryOf(reference, { status: "failed", failureReason: "bounced", ...earlier }),
  );
  await retry();
  for (const field of Object.keys(earlier)) {
    expect(await stored()).not.toHaveProperty(field);
  }
});

test("a call that died before the message was sent is made good by a repeat", async () => {
  await store.write(deliveryOf(reference, { status: "failed", failureReason: "refused" }));
  queueFails = true;
  await expect(retry()).rejects.toThrow(DependencyUnavailable);
  queueFails = false;

  expect(await retry()).toEqual({ kind: "queued" });
  expect(sent).toEqual([reference]);
  expect((await stored())?.version).toBe(2);
});

test("one whose function died in its last attempt is retried, marked as a possible duplicate", async () => {
  const lease = { lastAttempt: true, leaseUntil: new Date(time.now().getTime() - 1) };
  await store.write(deliveryOf(reference, { status: "sending", ...lease }));
  expect(await retry()).toEqual({ kind: "queued" });
  expect(await stored()).toMatchObject({ status: "queued", possibleDuplicate: true });
});

describe("a conflict", () => {
  test.each(["sending", "retrying", "sent", "delivered", "expired"] as const)(
    "is a delivery that is %s",
    async (status) => {
      const leaseUntil = new Date(time.now().getTime() + 1_000);
      await store.write(deliveryOf(reference, { status, leaseUntil }));
      expect(await retry()).toEqual({ kind: "conflict", because: status });
      expect(sent).toEqual([]);
    },
  );

  test("is a delivery that no function took up yet", async () => {
    expect(await retry()).toEqual({ kind: "conflict", because: "queued" });
  });

  test("is a notification that has expired", async () => {
    const late = { ...reference, notificationId: "2" };
    await store.add(notificationOf(late, { expiresAt: time.now() }));
    await store.write(deliveryOf(late, { status: "failed", failureReason: "refused" }));
    expect(await retry(late)).toEqual({ kind: "conflict", because: "expired" });
  });

  test("is a write that came first", async () => {
    await store.write(deliveryOf(reference, { status: "failed", failureReason: "refused" }));
    const results = await Promise.all([retry(), retry()]);
    expect(results).toContainEqual({ kind: "conflict", because: "changed" });
    expect(sent).toHaveLength(1);
  });
});

test.each([
  ["notification", { notificationId: "9" }],
  ["user", { userId: "u-9" }],
  ["channel", { channel: "fax" }],
])("there is nothing to retry for another %s", async (_, changes) => {
  await store.write(deliveryOf(reference, { status: "failed", failureReason: "refused" }));
  expect(await retry(changes)).toEqual({ kind: "not-found" });
});

test("on a channel that is not deployed any more, nothing is written or sent", async () => {
  const fax = { ...reference, notificationId: "2", channel: "fax" };
  await store.add(notificationOf(fax, { channels: ["fax"] }));
  const failed = deliveryOf(fax, { status: "failed", failureReason: "refused" });
  await store.write(failed);

  expect(await retry(fax)).toEqual({ kind: "no-channel" });

  expect((await store.read(fax)).delivery).toEqual(failed);
  expect(sent).toEqual([]);
  expect(await retry({ channel: "fax" })).toEqual({ kind: "not-found" });
});

test("after its user was erased, there is nothing to retry", async () => {
  await store.write(deliveryOf(reference, { status: "failed", failureReason: "refused" }));
  await store.removeAll("u-42", time.now());
  expect(await retry()).toEqual({ kind: "not-found" });
  expect([sent.length, store.deliveries.size]).toEqual([0, 0]);
});

test("while its user is erased, what it queues is dropped when it is received", async () => {
  await store.write(deliveryOf(reference, { status: "failed", failureReason: "refused" }));
  const find = store.find.bind(store);
  store.find = async (...ids) => {
    const found = await find(...ids);
    await store.removeAll("u-42", time.now());
    return found;
  };
  expect(await retry()).toEqual({ kind: "conflict", because: "changed" });
  expect([sent.length, store.deliveries.size]).toEqual([0, 0]);
});
