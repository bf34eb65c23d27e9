import { beforeEach, expect, test } from "vitest";
import { cancelNotification } from "../../../lambdas/core/cancel-notification.ts";
import { decideAttempt } from "../../../lambdas/core/decide-attempt.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { countingIdentifiers } from "../../support/in-memory/identifiers.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { deliveryOf, notificationOf } from "../../support/records.ts";

const sms = { userId: "u-42", notificationId: "1", channel: "sms" };
const email = { ...sms, channel: "email" };
let store: InMemoryStore;
let time: VirtualTime;

beforeEach(async () => {
  store = new InMemoryStore();
  time = new VirtualTime();
  await store.add(notificationOf(sms));
});

function cancel(deliveries: Pick<InMemoryStore, "write"> = store, id = "1") {
  const deps = { history: store, deliveries, identifiers: countingIdentifiers(), clock: time };
  return cancelNotification(deps, "u-42", id, "support");
}

test("what is queued, with or without a record, and what is between attempts ends as canceled", async () => {
  const nextAttemptAt = new Date(time.now().getTime() + 60_000);
  await store.write(deliveryOf(sms, { status: "retrying", attempts: 2, nextAttemptAt }));

  expect(await cancel()).toEqual([
    { channel: "sms", status: "failed", failureReason: "canceled" },
    { channel: "email", status: "failed", failureReason: "canceled" },
  ]);

  const { delivery } = await store.read(sms);
  expect(delivery).toMatchObject({ status: "failed", attempts: 2, version: 2 });
  expect(delivery).not.toHaveProperty("nextAttemptAt");
  const interventions = [{ at: time.now(), kind: "cancel", caller: "support" }];
  expect(delivery).toMatchObject({ interventions });
  expect((await store.read(email)).delivery).toMatchObject({ interventions });
  for (const reference of [sms, email]) {
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
    expect(decision).toEqual({ kind: "drop", reason: "already-ended" });
  }
});

test("what a retry queued is canceled too, and what happened before is kept", async () => {
  const trail = [{ at: time.now(), provider: "one", outcome: "unknown", ms: 5 }] as const;
  const before = { attempts: 3, attemptsInRound: 2, possibleDuplicate: true, trail };
  await store.write(deliveryOf(sms, { status: "queued", ...before }));
  await cancel();
  const { delivery } = await store.read(sms);
  expect(delivery).toMatchObject({ status: "failed", failureReason: "canceled", ...before });
  const { delivery: fresh } = await store.read(email);
  expect(fresh).toMatchObject({ attempts: 0, possibleDuplicate: false, trail: [] });
});

test.each(["sending", "sent", "delivered", "expired"] as const)(
  "what is %s is left as it is",
  async (status) => {
    const leaseUntil = new Date(time.now().getTime() + 1_000);
    const delivery = deliveryOf(sms, { status, leaseUntil });
    await store.write(delivery);
    expect((await cancel())?.[0]).toEqual({ channel: "sms", status });
    expect((await store.read(sms)).delivery).toEqual(delivery);
  },
);

test("a second cancel changes nothing", async () => {
  const first = await cancel();
  expect(await cancel()).toEqual(first);
  expect((await store.read(sms)).delivery?.version).toBe(1);
});

test("a claim that came first is left alone", async () => {
  const leaseUntil = new Date(time.now().getTime() + 1_000);
  let isFirst = true;
  const claimedMeanwhile = {
    write: async (next: Parameters<InMemoryStore["write"]>[0]) => {
      if (isFirst && next.channel === "sms") {
        isFirst = false;
        await store.write(deliveryOf(sms, { leaseUntil }));
      }
      return store.write(next);
    },
  };
  expect(await cancel(claimedMeanwhile)).toEqual([
    { channel: "sms", status: "sending" },
    { channel: "email", status: "failed", failureReason: "canceled" },
  ]);
});

test("where other writes keep coming first, the caller is told to repeat the call", async () => {
  await expect(cancel({ write: async () => false })).rejects.toThrow(DependencyUnavailable);
});

test("there is nothing to cancel of what was never added", async () => {
  expect(await cancel(store, "9")).toBeUndefined();
});

test("what was erased meanwhile is not there, and gets no record", async () => {
  const write: typeof store.write = async (next) => {
    await store.removeAll("u-42", time.now());
    return store.write(next);
  };
  expect(await cancel({ write })).toBeUndefined();
  expect(store.deliveries.size).toBe(0);
});
