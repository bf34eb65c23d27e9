import { beforeEach, describe, expect, test } from "vitest";
import type { AttemptDependencies } from "../../../lambdas/core/attempt-delivery.ts";
import { attemptDelivery } from "../../../lambdas/core/attempt-delivery.ts";
import type { Delivery } from "../../../lambdas/core/delivery.ts";
import { passedOverLimit, trailLimit } from "../../../lambdas/core/delivery.ts";
import type { Notification } from "../../../lambdas/core/notification.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { healthOver, InMemoryHealth } from "../../support/in-memory/health.ts";
import { countingIdentifiers } from "../../support/in-memory/identifiers.ts";
import type { ScriptedProvider } from "../../support/in-memory/providers.ts";
import {
  refused,
  scriptedProvider,
  unavailable,
  unknown,
} from "../../support/in-memory/providers.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";

const reference = { userId: "u-42", notificationId: "01KAS0000000000000000000ID", channel: "sms" };

let time: VirtualTime;
let queuedAt: Date;
let store: InMemoryStore;
let one: ScriptedProvider;
let two: ScriptedProvider;
let deps: AttemptDependencies;

beforeEach(async () => {
  time = new VirtualTime();
  queuedAt = time.now();
  store = new InMemoryStore();
  one = scriptedProvider("one");
  two = scriptedProvider("two");
  deps = {
    deliveries: store,
    suppressions: store,
    roster: { read: async () => [one, two] },
    health: healthOver(new InMemoryHealth(), time),
    identifiers: countingIdentifiers(),
    clock: time,
    timer: time,
    random: () => 0,
    policy: {
      retryDelaysSeconds: [10, 60],
      afterUnknown: "resend",
      order: "listed",
      maxReceives: 20,
    },
  };
  await store.add(notification({}));
});

function notification(changes: Partial<Notification>): Notification {
  return {
    id: reference.notificationId,
    userId: reference.userId,
    message: "Your order is ready",
    addresses: { phoneNumber: "+48600100200" },
    channels: ["sms"],
    expectsResponse: false,
    registeredAt: time.now(),
    ...changes,
  };
}

function receive(count = 1, sentAt = queuedAt) {
  const deadline = new Date(time.now().getTime() + 30_000);
  const addressMarks = ["phoneNumber:+48600100200"];
  return attemptDelivery(deps, reference, { count, sentAt, deadline, addressMarks });
}

/** Receives the message when its next attempt is due. */
async function receiveDue(count = 1) {
  const { nextAttemptAt = time.now() } = await record();
  time.advance(nextAttemptAt.getTime() - time.now().getTime());
  return receive(count);
}

/** Has no provider accept until no attempt is left but the last. */
async function useUpAllButLast(): Promise<void> {
  one.response = unavailable;
  two.response = unavailable;
  await receive();
  await receiveDue();
  time.advance(60_000);
}

/** Has no provider accept in any attempt; returns how the last one ended. */
async function useUp() {
  await useUpAllButLast();
  return receive();
}

async function record(): Promise<Delivery> {
  const { delivery } = await store.read(reference);
  if (!delivery) {
    throw new Error("the delivery has no record");
  }
  return delivery;
}

function hold(): void {
  deps = { ...deps, policy: { ...deps.policy, afterUnknown: "hold" } };
}

/** Leaves the record as a function does that died while a provider was being called. */
async function dieWhileSending(): Promise<void> {
  const write = store.write.bind(store);
  deps = { ...deps, deliveries: { read: store.read.bind(store), write: diesAfterClaim(write) } };
  await expect(receive()).rejects.toThrow("died");
  deps = { ...deps, deliveries: store };
}

function diesAfterClaim(write: InMemoryStore["write"]): InMemoryStore["write"] {
  return (next) =>
    next.status === "sending" ? write(next) : Promise.reject(new Error("the function died"));
}

describe("an attempt", () => {
  test("that a provider accepts ends the delivery as sent", async () => {
    expect(await receive()).toMatchObject({ kind: "ended", status: "sent" });
    expect(await record()).toMatchObject({
      status: "sent",
      attempts: 1,
      provider: "one",
      providerMessageId: "one-message",
      sentAt: time.now(),
      possibleDuplicate: false,
    });
  });

  test("shows the delivery as sending, under a lease to its deadline, while it calls", async () => {
    let during: Delivery | undefined;
    one.send = async () => {
      during = await record();
      return unavailable;
    };
    await receive();
    expect(during).toMatchObject({
      status: "sending",
      attempts: 1,
      leaseUntil: new Date(time.now().getTime() + 30_000),
    });
  });

  test("that fails over keeps the trail and the last error", async () => {
    one.response = unavailable;
    await receive();
    expect(await record()).toMatchObject({
      status: "sent",
      provider: "two",
      lastError: "one unavailable: http-503",
      trail: [
        { provider: "one", outcome: "unavailable", code: "http-503" },
        { provider: "two", outcome: "accepted" },
      ],
    });
  });

  test("that a provider refuses ends the delivery, with no other provider called", async () => {
    one.response = refused;
    expect(await receive()).toMatchObject({ kind: "ended", status: "failed" });
    expect(await record()).toMatchObject({
      failureReason: "refused",
      lastError: "one refused: 21211",
    });
    expect(two.received).toEqual([]);
  });

  test("that nobody accepts puts the message back for the next delay", async () => {
    one.response = unavailable;
    two.response = unavailable;
    expect(await receive()).toMatchObject({
      kind: "put-back",
      reason: "none-accepted",
      delaySeconds: 10,
    });
    expect(await record()).toMatchObject({
      status: "retrying",
      attempts: 1,
      nextAttemptAt: new Date(time.now().getTime() + 10_000),
    });
    expect(await receiveDue()).toMatchObject({ delaySeconds: 60 });
  });

  test("that succeeds later leaves no trace of a next attempt", async () => {
    one.response = unavailable;
    two.response = unavailable;
    await receive();
    one.response = { kind: "accepted", providerMessageId: "later" };
    await receiveDue();
    const delivery = await record();
    expect(delivery).toMatchObject({ status: "sent", attempts: 2, providerMessageId: "later" });
    expect(delivery).not.toHaveProperty("nextAttemptAt");
  });

  test("that was the last ends the delivery and lets SQS move the message at once", async () => {
    expect(await useUp()).toMatchObject({ reason: "attempts-exhausted", delaySeconds: 0 });
    const delivery = await record();
    expect(delivery).toMatchObject({ status: "failed", failureReason: "attempts-exhausted" });
    expect(delivery).toMatchObject({ attempts: 3, lastAttempt: true });
    expect(delivery).not.toHaveProperty("nextAttemptAt");
  });

  test("is counted by claims, however often Lambda was too busy for the message", async () => {
    one.response = unavailable;
    two.response = unavailable;
    expect(await receive(14)).toMatchObject({ reason: "none-accepted", delaySeconds: 10 });
    expect(await record()).toMatchObject({ attempts: 1, lastAttempt: false });
  });

  test("without a provider to call says so", async () => {
    deps = { ...deps, roster: { read: async () => [] } };
    await receive();
    expect(await record()).toMatchObject({
      status: "retrying",
      lastError: "no provider could be called",
    });
  });

  test("keeps time for writing down what happened", async () => {
    one.response = "hang";
    two.response = "hang";
    const deadline = new Date(time.now().getTime() + 9_999);
    await attemptDelivery(deps, reference, { count: 1, sentAt: time.now(), deadline });
    expect(one.received).toHaveLength(1);
    expect(two.received).toEqual([]);
    expect(await record()).toMatchObject({ status: "retrying", attempts: 1 });
  });
});

describe("an outcome that is unknown", () => {
  test("marks the delivery and goes on where the channel resends", async () => {
    one.response = unknown;
    await receive();
    expect(await record()).toMatchObject({
      status: "sent",
      provider: "two",
      possibleDuplicate: true,
    });
  });

  test("marks the delivery and ends it where the channel holds", async () => {
    hold();
    one.response = unknown;
    await receive();
    expect(await record()).toMatchObject({
      status: "failed",
      failureReason: "unknown",
      possibleDuplicate: true,
    });
    expect(two.received).toEqual([]);
  });
});

test("a possible duplicate stays marked through the attempts that follow", async () => {
  one.response = unknown;
  two.response = unavailable;
  await receive();
  one.response = unavailable;
  two.response = { kind: "accepted", providerMessageId: "later" };
  await receiveDue();
  expect(await record()).toMatchObject({ status: "sent", possibleDuplicate: true });
});

test("the trail keeps the latest provider calls only", async () => {
  one.response = unavailable;
  two.response = unavailable;
  deps = { ...deps, policy: { ...deps.policy, retryDelaysSeconds: Array(29).fill(1) } };
  for (let attempt = 1; attempt < 30; attempt += 1) {
    time.advance(60_000);
    await receive();
  }
  const { attempts, trail } = await record();
  expect([attempts, trail.length]).toEqual([29, trailLimit]);
  expect(trail.at(-1)?.at).toEqual(time.now());
});

test("the providers that were passed over are kept, the latest ten", async () => {
  two.response = unavailable;
  deps = {
    ...deps,
    roster: { read: async () => [{ id: "unset" }, two] },
    policy: { ...deps.policy, retryDelaysSeconds: Array(29).fill(1) },
  };
  for (let attempt = 1; attempt < 15; attempt += 1) {
    time.advance(60_000);
    await receive();
  }
  const { passedOver = [] } = await record();
  expect(passedOver).toHaveLength(passedOverLimit);
  expect(passedOver.at(-1)).toEqual({ at: time.now(), provider: "unset", reason: "no-settings" });
});

test("where no provider was passed over the record has none", async () => {
  await receive();
  expect(await record()).not.toHaveProperty("passedOver");
});

describe("a message that SQS hands out again", () => {
  test("after a last attempt that was refused is dropped", async () => {
    await useUpAllButLast();
    one.response = refused;
    await receive();
    expect(await receive()).toEqual({ kind: "dropped", reason: "already-ended" });
  });

  test("before its next attempt is due waits until then, and costs nothing", async () => {
    one.response = unavailable;
    two.response = unavailable;
    await receive();
    const before = await record();
    time.advance(3_500);
    expect(await receive()).toEqual({
      kind: "put-back",
      reason: "not-due",
      delaySeconds: 7,
      calls: [],
    });
    expect(await record()).toEqual(before);
    time.advance(6_500);
    expect(await receive()).toMatchObject({ reason: "none-accepted", delaySeconds: 60 });
  });

  test("after the delivery was sent is dropped", async () => {
    await receive();
    expect(await receive()).toEqual({ kind: "dropped", reason: "already-ended" });
    expect(one.received).toHaveLength(1);
  });

  test("after the delivery was refused is dropped", async () => {
    one.response = refused;
    await receive();
    expect(await receive()).toEqual({ kind: "dropped", reason: "already-ended" });
  });

  test("while it is being sent waits until that claim's end", async () => {
    let copy: unknown;
    one.send = async () => {
      copy = await receive();
      return { kind: "accepted", providerMessageId: "once" };
    };
    await receive();
    expect(copy).toMatchObject({ reason: "claimed-elsewhere", delaySeconds: 30 });
    expect(await record()).toMatchObject({ status: "sent", attempts: 1 });
  });

  test("at the very same moment is sent once", async () => {
    const results = await Promise.all([receive(), receive(), receive()]);
    expect(results.map(({ kind }) => kind).sort()).toEqual(["ended", "put-back", "put-back"]);
    expect(one.received).toHaveLength(1);
  });

  test("from the dead-letter queue gets a new round of attempts", async () => {
    await useUp();
    one.response = { kind: "accepted", providerMessageId: "at last" };
    time.advance(60_000);
    expect(await receive(1, time.now())).toMatchObject({ kind: "ended", status: "sent" });
    const delivery = await record();
    expect(delivery).toMatchObject({ attempts: 4, attemptsInRound: 1, roundSince: time.now() });
    expect(delivery.interventions).toEqual([{ at: time.now(), kind: "redrive" }]);
    expect(delivery).not.toHaveProperty("failureReason");
  });

  test("after its attempts were used up goes on to the dead-letter queue", async () => {
    await useUp();
    one.received.length = 0;
    expect(await receive()).toEqual({
      kind: "put-back",
      reason: "used-up",
      delaySeconds: 0,
      calls: [],
    });
    expect(one.received).toEqual([]);
  });

  test("from an earlier round has no part in the new one", async () => {
    await useUp();
    time.advance(60_000);
    const redrivenAt = time.now();
    await receive(1, redrivenAt);
    expect(await record()).toMatchObject({ status: "retrying", attemptsInRound: 1 });
    expect(await receive(5)).toMatchObject({ reason: "used-up", delaySeconds: 0 });
    const almostAsLate = new Date(redrivenAt.getTime() - 2_000);
    expect(await receive(1, almostAsLate)).toMatchObject({ reason: "not-due" });
    const earlier = new Date(redrivenAt.getTime() - 2_001);
    expect(await receive(1, earlier)).toMatchObject({ reason: "used-up" });
  });

  test("costs nothing, however many copies there are", async () => {
    one.response = unavailable;
    two.response = unavailable;
    const start = time.now().getTime();
    const calledAt: number[] = [];
    while (time.now().getTime() < start + 200_000) {
      const before = one.received.length;
      await Promise.all([receive(), receive(2), receive(), receive(3), receive()]);
      if (one.received.length > before) {
        calledAt.push((time.now().getTime() - start) / 1000);
      }
      time.advance(1_000);
    }
    expect(calledAt).toEqual([0, 10, 70]);
    expect(one.received).toHaveLength(3);
    expect(await record()).toMatchObject({ attempts: 3, failureReason: "attempts-exhausted" });
  });
});

describe("a function that died while a provider was being called", () => {
  test("keeps its claim until its deadline", async () => {
    await dieWhileSending();
    time.advance(29_000);
    expect(await receive()).toMatchObject({ reason: "claimed-elsewhere", delaySeconds: 1 });
  });

  test("leaves a possible duplicate where the channel resends", async () => {
    await dieWhileSending();
    time.advance(30_000);
    expect(await receive(2)).toMatchObject({ kind: "ended", status: "sent" });
    expect(await record()).toMatchObject({ attempts: 2, possibleDuplicate: true });
  });

  test("leaves a failed delivery where the channel holds", async () => {
    hold();
    await dieWhileSending();
    time.advance(30_000);
    expect(await receive(2)).toMatchObject({ kind: "ended", status: "failed" });
    expect(await record()).toMatchObject({ failureReason: "unknown", attempts: 1 });
    expect(one.received).toHaveLength(1);
  });

  test("in the last attempt leaves the message to the dead-letter queue", async () => {
    await useUpAllButLast();
    await dieWhileSending();
    time.advance(30_000);
    expect(await receive()).toMatchObject({ reason: "used-up", delaySeconds: 0 });
    expect(one.received).toHaveLength(3);
  });

  test("in the last attempt leaves a delivery that a redriven message takes up", async () => {
    await useUpAllButLast();
    await dieWhileSending();
    one.response = { kind: "accepted", providerMessageId: "at last" };
    time.advance(60_000);
    expect(await receive(1, time.now())).toMatchObject({ kind: "ended", status: "sent" });
    expect(await record()).toMatchObject({ attemptsInRound: 1, possibleDuplicate: true });
  });

  test("and came back to life after its lease changes nothing", async () => {
    one.send = async () => {
      time.advance(30_001);
      one.send = async () => ({ kind: "accepted", providerMessageId: "the other" });
      await receive(2);
      return { kind: "accepted", providerMessageId: "too late" };
    };
    expect(await receive()).toMatchObject({ reason: "claimed-elsewhere" });
    expect(await record()).toMatchObject({ status: "sent", providerMessageId: "the other" });
  });
});

describe("a notification", () => {
  test("that was erased is dropped without a record", async () => {
    store.notifications.clear();
    expect(await receive()).toEqual({ kind: "dropped", reason: "erased" });
    expect(store.deliveries.size).toBe(0);
  });

  test("that is erased between its read and its claim is not sent", async () => {
    const read: typeof store.read = async (reference) => {
      const records = await store.read(reference);
      await store.removeAll("u-42", time.now());
      return records;
    };
    deps = { ...deps, deliveries: { read, write: store.write.bind(store) } };
    expect(await receive()).toMatchObject({ kind: "put-back", reason: "claimed-elsewhere" });
    expect([store.deliveries.size, one.received.length]).toEqual([0, 0]);
    deps = { ...deps, deliveries: store };
    expect(await receive()).toEqual({ kind: "dropped", reason: "erased" });
  });

  test.each(["accepted", "unavailable"] as const)(
    "that is erased while a provider is called leaves nothing behind, %s or not",
    async (kind) => {
      one.send = async () => {
        await store.removeAll("u-42", time.now());
        return kind === "accepted"
          ? { kind, providerMessageId: "sent before it was erased" }
          : { kind, code: "http-503" };
      };
      two.response = { kind: "unavailable", code: "http-503" };
      expect(await receive()).toMatchObject({ kind: "put-back", reason: "claimed-elsewhere" });
      expect(await receive()).toEqual({ kind: "dropped", reason: "erased" });
      expect(store.deliveries.size).toBe(0);
    },
  );

  test("that has not expired yet is sent", async () => {
    store.notifications.clear();
    await store.add(notification({ expiresAt: new Date(time.now().getTime() + 1) }));
    expect(await receive()).toMatchObject({ kind: "ended", status: "sent" });
    expect(one.received[0]?.expiresAt).toEqual(new Date(time.now().getTime() + 1));
  });

  test("that expires while another function ends it is left to that one", async () => {
    store.notifications.clear();
    await store.add(notification({ expiresAt: time.now() }));
    const results = await Promise.all([receive(), receive()]);
    expect(results.map(({ kind }) => kind).toSorted()).toEqual(["ended", "put-back"]);
  });

  test("that has expired ends without a provider call", async () => {
    store.notifications.clear();
    await store.add(notification({ expiresAt: time.now() }));
    expect(await receive()).toMatchObject({ kind: "ended", status: "expired" });
    expect(await record()).toMatchObject({ status: "expired", attempts: 0 });
    expect(one.received).toEqual([]);
  });
});

test("a fault of our own is not taken for an outage", async () => {
  deps = { ...deps, roster: { read: () => Promise.reject(new TypeError("bug")) } };
  await expect(receive()).rejects.toBeInstanceOf(TypeError);
});

test("a claim that cannot be written puts the message back", async () => {
  const write = () => Promise.reject(new DependencyUnavailable("DynamoDB", new Error("down")));
  deps = { ...deps, deliveries: { read: store.read.bind(store), write } };
  await expect(receive()).rejects.toBeInstanceOf(DependencyUnavailable);
});

test("an attempt says the trace that the notification belongs to", async () => {
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  store = new InMemoryStore();
  deps = { ...deps, deliveries: store, suppressions: store };
  await store.add(notification({ traceId }));
  expect(await receive()).toMatchObject({ kind: "ended", status: "sent", traceId });
  expect(await receive()).toMatchObject({ kind: "dropped", traceId });
});
