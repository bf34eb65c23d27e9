import { beforeEach, describe, expect, test } from "vitest";
import type { Delivery } from "../../../lambdas/core/delivery.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { AttemptStage } from "./attempt-stage.ts";

let stage: AttemptStage;
let triedAt: number[];

beforeEach(() => {
  stage = new AttemptStage();
  triedAt = [];
});

/** The store fails the writes of an attempt's end for which `isDown` says so. */
function failEnds(isDown: () => boolean, error: Error = down()): void {
  failWrites(({ status }) => status !== "sending", isDown, error);
}

/** The store fails the claims for which `isDown` says so. */
function failClaims(isDown: () => boolean, options: { isWritten: boolean }): void {
  failWrites(({ status }) => status === "sending", isDown, down(), options);
}

function failWrites(
  isConcerned: (next: Delivery) => boolean,
  isDown: () => boolean,
  error: Error,
  { isWritten } = { isWritten: false },
): void {
  const start = stage.time.now().getTime();
  const write = async (next: Delivery) => {
    if (!isConcerned(next)) {
      return stage.store.write(next);
    }
    triedAt.push(stage.time.now().getTime() - start);
    if (!isDown()) {
      return stage.store.write(next);
    }
    if (isWritten) {
      await stage.store.write(next);
    }
    throw error;
  };
  stage.deps = { ...stage.deps, deliveries: { read: (of) => stage.store.read(of), write } };
}

function down(): Error {
  return new DependencyUnavailable("DynamoDB", new Error("throttled"));
}

test("what a provider accepted is written as soon as it can be, after pauses that grow", async () => {
  failEnds(() => triedAt.length < 8);
  expect(await stage.receive()).toMatchObject({ kind: "ended", status: "sent" });
  expect(triedAt).toEqual([0, 50, 150, 350, 750, 1_250, 1_750, 2_250]);
  expect(await stage.record()).toMatchObject({ status: "sent", providerMessageId: "one-message" });
  expect(stage.one.received).toHaveLength(1);
});

test("chance draws the pauses out to twice as long", async () => {
  stage.deps = { ...stage.deps, random: () => 0.5 };
  failEnds(() => triedAt.length < 3);
  await stage.receive();
  expect(triedAt).toEqual([0, 75, 225]);
});

test("it is tried for nearly all the time that the function has", async () => {
  failEnds(() => true);
  await expect(stage.receive()).rejects.toBeInstanceOf(DependencyUnavailable);
  expect(triedAt.at(-1)).toBe(29_250);
  expect(await stage.record()).toMatchObject({ status: "sending" });
});

test("a write that hangs does not outlast the function's time", async () => {
  const start = stage.time.now().getTime();
  const hang = () => new Promise<boolean>(() => {});
  const write = (next: Delivery) => (next.status === "sending" ? stage.store.write(next) : hang());
  stage.deps = { ...stage.deps, deliveries: { read: (of) => stage.store.read(of), write } };
  await expect(stage.receive()).rejects.toMatchObject({
    name: "DependencyUnavailable",
    service: "DynamoDB",
  });
  expect(stage.time.now().getTime() - start).toBe(29_500);
});

test("a fault of our own is not tried again", async () => {
  failEnds(() => true, new TypeError("bug"));
  await expect(stage.receive()).rejects.toBeInstanceOf(TypeError);
  expect(triedAt).toHaveLength(1);
});

describe("a claim", () => {
  test("whose responses are lost is the attempt's own once one comes, and no possible duplicate", async () => {
    failClaims(() => triedAt.length < 4, { isWritten: true });
    expect(await stage.receive()).toMatchObject({ kind: "ended", status: "sent" });
    expect(triedAt).toEqual([0, 50, 150, 350]);
    expect(await stage.record()).toMatchObject({ attempts: 1, possibleDuplicate: false });
    expect(stage.one.received).toHaveLength(1);
  });

  test("is tried as long as there may be time for a provider", async () => {
    failClaims(() => true, { isWritten: false });
    await expect(stage.receive()).rejects.toBeInstanceOf(DependencyUnavailable);
    expect(triedAt.at(-1)).toBe(25_750);
    expect(stage.one.received).toEqual([]);
  });

  test("that comes late waits where no time is left for a provider, and is no attempt", async () => {
    failClaims(() => stage.time.now().getTime() - stage.queuedAt.getTime() < 25_000, {
      isWritten: true,
    });
    expect(await stage.receive()).toMatchObject({ kind: "put-back", reason: "waits" });
    expect(await stage.record()).toMatchObject({ status: "retrying", attempts: 0 });
    expect(stage.one.received).toEqual([]);
  });
});

test("what a provider said is written before its health, which may take a while", async () => {
  const order: string[] = [];
  const { write } = stage.healthRecords;
  const now = stage.time.now();
  stage.healthRecords.records.set("one", {
    provider: "one",
    state: "open",
    openUntil: now,
    failures: 1,
  });
  stage.healthRecords.write = async (next, seen) => {
    order.push(`health ${next.state}`);
    return write.call(stage.healthRecords, next, seen);
  };
  failEnds(() => {
    order.push("end");
    return false;
  });
  expect(await stage.receive()).toMatchObject({ kind: "ended", status: "sent" });
  expect(order).toEqual(["health open", "end", "health closed"]);
});
