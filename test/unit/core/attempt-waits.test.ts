import { beforeEach, describe, expect, test } from "vitest";
import { ConfigurationUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import {
  misconfigured,
  throttled,
  unavailable,
  unknown,
} from "../../support/in-memory/providers.ts";
import { AttemptStage } from "./attempt-stage.ts";

let stage: AttemptStage;

beforeEach(() => {
  stage = new AttemptStage();
});

/** Seconds from now until the next attempt. */
async function nextIn(): Promise<number> {
  const { nextAttemptAt } = await stage.record();
  return ((nextAttemptAt?.getTime() ?? 0) - stage.time.now().getTime()) / 1000;
}

describe("a delivery whose providers are too busy", () => {
  beforeEach(() => {
    stage.one.response = throttled;
    stage.two.response = throttled;
  });

  test("waits without using an attempt", async () => {
    expect(await stage.receive()).toMatchObject({
      kind: "put-back",
      reason: "waits",
      delaySeconds: 1,
      calls: [{ outcome: "throttled" }, { outcome: "throttled" }],
    });
    expect(await stage.record()).toMatchObject({
      status: "retrying",
      attempts: 0,
      attemptsInRound: 0,
      lastAttempt: false,
      waitedSeconds: 1,
      lastError: "two throttled: http-429",
      possibleDuplicate: false,
    });
    expect(await nextIn()).toBe(1);
  });

  test("waits for as long as it takes, longer and longer, and is sent", async () => {
    const delays: number[] = [];
    for (let wait = 0; wait < 60; wait += 1) {
      const result = await stage.receiveDue({ count: wait + 1 });
      delays.push(result.kind === "put-back" ? result.delaySeconds : 0);
    }
    expect(delays.slice(0, 30)).toEqual(Array(30).fill(1));
    expect(delays.at(-1)).toBeGreaterThan(2);
    expect(await stage.record()).toMatchObject({ attempts: 0, status: "retrying" });

    stage.two.response = { kind: "accepted", providerMessageId: "at last" };
    expect(await stage.receiveDue()).toMatchObject({ kind: "ended", status: "sent" });
    const delivery = await stage.record();
    expect(delivery).toMatchObject({ attempts: 1, attemptsInRound: 1 });
    expect(delivery).not.toHaveProperty("waitedSeconds");
  });

  test("has all its attempts afterwards, and begins to wait anew after one", async () => {
    await stage.receive();
    await stage.receiveDue();
    expect(await stage.record()).toMatchObject({ waitedSeconds: 2 });
    stage.one.response = unavailable;
    stage.two.response = unavailable;
    expect(await stage.receiveDue()).toMatchObject({ reason: "none-accepted", delaySeconds: 10 });
    expect(await stage.record()).toMatchObject({ attempts: 1 });
    expect(await stage.record()).not.toHaveProperty("waitedSeconds");
    expect(await stage.receiveDue()).toMatchObject({ reason: "none-accepted", delaySeconds: 60 });
    expect(await stage.receiveDue()).toMatchObject({ reason: "attempts-exhausted" });
  });

  test("waits in what would be its last attempt too", async () => {
    stage = new AttemptStage({ retryDelaysSeconds: [] });
    stage.one.response = throttled;
    stage.two.response = throttled;
    expect(await stage.receive()).toMatchObject({ reason: "waits", delaySeconds: 1 });
    stage.one.response = { kind: "accepted", providerMessageId: "later" };
    expect(await stage.receiveDue()).toMatchObject({ kind: "ended", status: "sent" });
  });

  test("leaves their health as it was", async () => {
    for (let count = 1; count <= 10; count += 1) {
      await stage.receiveDue({ count });
    }
    expect(stage.healthRecords.records.size).toBe(0);
  });

  test("waits for as long as both ask for at least", async () => {
    stage.one.response = { kind: "throttled", code: "http-429", retryAfterSeconds: 40 };
    stage.two.response = { kind: "throttled", code: "http-429", retryAfterSeconds: 25 };
    expect(await stage.receive()).toMatchObject({ delaySeconds: 25 });
    expect(await stage.record()).toMatchObject({ waitedSeconds: 25 });
  });

  test("ends when its message will soon not come back any more", async () => {
    expect(await stage.receive({ count: 95 })).toMatchObject({ reason: "waits" });
    expect(await stage.receiveDue({ count: 96 })).toMatchObject({
      reason: "attempts-exhausted",
      delaySeconds: 0,
    });
    expect(await stage.record()).toMatchObject({
      status: "failed",
      failureReason: "attempts-exhausted",
      lastError: "two throttled: http-429",
    });
  });

  test("ends when its message has been in its queue for a week", async () => {
    stage.time.advance(7 * 86_400_000 - 1_000);
    expect(await stage.receive()).toMatchObject({ reason: "waits", delaySeconds: 1 });
    expect(await stage.receiveDue()).toMatchObject({ reason: "attempts-exhausted" });
    expect(await stage.record()).toMatchObject({ status: "failed" });
    expect(await stage.record()).not.toHaveProperty("nextAttemptAt");
  });
});

test.each([
  ["is down", unavailable],
  ["is misconfigured", misconfigured],
])("where one provider %s and the other too busy, it waits for that one", async (_, response) => {
  stage.one.response = response;
  stage.two.response = throttled;
  expect(await stage.receive()).toMatchObject({ reason: "waits" });
  expect(await stage.record()).toMatchObject({ attempts: 0 });
});

test("an unknown outcome counts as an attempt, as each further one may send it again", async () => {
  stage.one.response = throttled;
  stage.two.response = unknown;
  expect(await stage.receive()).toMatchObject({ reason: "none-accepted", delaySeconds: 10 });
  expect(await stage.record()).toMatchObject({ attempts: 1, possibleDuplicate: true });
});

describe("a delivery whose providers cannot be read", () => {
  beforeEach(() => {
    const read = () => Promise.reject(new ConfigurationUnavailable("/herald/test", undefined));
    stage.deps = { ...stage.deps, roster: { read } };
  });

  test("waits unclaimed, for longer each time", async () => {
    const put = { kind: "put-back", reason: "waits", calls: [] };
    expect(await stage.receive()).toEqual({ ...put, delaySeconds: 1 });
    stage.time.advance(3_600_000);
    expect(await stage.receive({ count: 2 })).toEqual({ ...put, delaySeconds: 2 });
    expect(await stage.receive({ count: 20 })).toEqual({ ...put, delaySeconds: 180 });
    expect(stage.store.deliveries.size).toBe(0);
  });

  test("stays as its last attempt left it", async () => {
    const { roster } = stage.deps;
    stage.deps = { ...stage.deps, roster: { read: async () => [stage.one] } };
    stage.one.response = unavailable;
    await stage.receive();
    const before = await stage.record();
    stage.deps = { ...stage.deps, roster };
    expect(await stage.receiveDue({ count: 2 })).toMatchObject({ reason: "waits" });
    expect(await stage.record()).toEqual(before);
  });

  test.each([
    ["its message will soon not come back any more", 96, 0],
    ["its message has been in its queue for a week", 20, 7],
  ])("has an end where %s, which is no attempt", async (_, count, days) => {
    stage.time.advance(days * 86_400_000);
    expect(await stage.receive({ count })).toEqual({
      kind: "put-back",
      reason: "attempts-exhausted",
      delaySeconds: 0,
      calls: [],
    });
    expect(await stage.record()).toMatchObject({
      status: "failed",
      failureReason: "attempts-exhausted",
      lastError: "no provider could be called",
      attempts: 0,
    });
  });

  test("is claimed by the message that is redriven then", async () => {
    await stage.receive({ count: 96 });
    stage.time.advance(60_000);
    const sentAt = stage.time.now();
    expect(await stage.receive({ sentAt })).toMatchObject({ reason: "waits" });
    stage.deps = { ...stage.deps, roster: { read: async () => [stage.one] } };
    expect(await stage.receive({ sentAt })).toMatchObject({ kind: "ended", status: "sent" });
    expect(await stage.record()).toMatchObject({ attempts: 1, attemptsInRound: 1 });
  });
});

describe("an attempt in which no provider could be called", () => {
  test("does not count where AWS left no time for one", async () => {
    const read = async () => {
      stage.time.advance(24_000);
      return [stage.one, stage.two];
    };
    stage.deps = { ...stage.deps, roster: { read } };
    expect(await stage.receive()).toMatchObject({ reason: "waits" });
    expect(stage.one.received).toEqual([]);
    expect(await stage.record()).toMatchObject({ attempts: 0 });
  });

  test("counts where there is none, which waiting does not mend", async () => {
    stage.deps = { ...stage.deps, roster: { read: async () => [] } };
    expect(await stage.receive()).toMatchObject({ reason: "none-accepted", delaySeconds: 10 });
    expect(await stage.record()).toMatchObject({ attempts: 1 });
  });
});

describe("a message whose receives run out while Lambda was too busy for it", () => {
  test("has an attempt all the same, its last", async () => {
    expect(await stage.receive({ count: 100 })).toMatchObject({ kind: "ended", status: "sent" });
  });

  test("does not stay retrying when that fails", async () => {
    stage.one.response = unavailable;
    stage.two.response = unavailable;
    expect(await stage.receive({ count: 96 })).toMatchObject({
      reason: "attempts-exhausted",
      delaySeconds: 0,
    });
    expect(await stage.record()).toMatchObject({ status: "failed", attempts: 1 });
  });
});

test("a message is not put back for a delay after which SQS may have deleted it", async () => {
  stage.one.response = unavailable;
  stage.two.response = unavailable;
  stage.time.advance(13 * 86_400_000 - 10_000);
  expect(await stage.receive()).toMatchObject({ reason: "none-accepted", delaySeconds: 10 });
  expect(await stage.receiveDue()).toMatchObject({ reason: "attempts-exhausted" });
  expect(await stage.record()).toMatchObject({ status: "failed", attempts: 2 });
});
