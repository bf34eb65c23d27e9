import { beforeEach, describe, expect, test } from "vitest";
import type { Notification } from "../../../lambdas/core/notification.ts";
import type { ListedProvider } from "../../../lambdas/core/ports/configuration.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import type { ProviderHealth } from "../../../lambdas/core/provider-health.ts";
import { healthCacheMs } from "../../../lambdas/core/provider-health.ts";
import type { FailoverResult } from "../../../lambdas/core/send-with-failover.ts";
import { sendWithFailover } from "../../../lambdas/core/send-with-failover.ts";
import { healthOver, InMemoryHealth } from "../../support/in-memory/health.ts";
import type { ScriptedProvider, ScriptedResponse } from "../../support/in-memory/providers.ts";
import {
  misconfigured,
  refused,
  scriptedProvider,
  unavailable,
} from "../../support/in-memory/providers.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";

const accepted: ScriptedResponse = { kind: "accepted", providerMessageId: "id" };
const notification: Notification = {
  id: "01KAS0000000000000000000XD",
  userId: "u-42",
  message: "Hi",
  addresses: { phoneNumber: "+48600100200" },
  channels: ["sms"],
  expectsResponse: false,
  registeredAt: new Date("2026-11-23T15:19:00Z"),
};

let time: VirtualTime;
let store: InMemoryHealth;
let one: ScriptedProvider;
let two: ScriptedProvider;
let here: ProviderHealth;

beforeEach(() => {
  time = new VirtualTime();
  store = new InMemoryHealth();
  one = scriptedProvider("one");
  two = scriptedProvider("two");
  here = healthOver(store, time);
});

/** Tries the providers once, by what one function knows; returns those it called. */
async function failover(health = here): Promise<string[]> {
  const { calls, working }: FailoverResult = await sendWithFailover(
    { clock: time, timer: time, health },
    [one, two],
    notification,
    "sms",
    {
      afterUnknown: "resend",
      until: new Date(time.now().getTime() + 27_000),
      isSuppressed: () => false,
    },
  );
  for (const provider of working) {
    await health.works(provider);
  }
  return calls.map(({ provider }) => provider);
}

async function openOne(): Promise<void> {
  one.response = unavailable;
  for (let call = 0; call < 3; call += 1) {
    await failover();
  }
}

describe("a provider that fails", () => {
  test("is passed over after three failures in a row", async () => {
    one.response = unavailable;
    const called = [await failover(), await failover(), await failover(), await failover()];
    expect(called.map((ids) => ids.includes("one"))).toEqual([true, true, true, false]);
  });

  test("hanging, costs its time-out to the first few messages and to none after them", async () => {
    one.response = "hang";
    const start = time.now().getTime();
    for (let message = 0; message < 20; message += 1) {
      await failover();
    }
    expect(time.now().getTime() - start).toBe(3 * one.timeoutMs);
  });

  test("is passed over by another function as soon as that reads the record", async () => {
    const elsewhere = healthOver(store, time);
    await failover(elsewhere);
    await openOne();
    expect(await failover(elsewhere)).toEqual(["one", "two"]);
    time.advance(healthCacheMs);
    expect(await failover(elsewhere)).toEqual(["two"]);
  });

  test("is opened once for all the messages of a batch that found it down", async () => {
    one.response = unavailable;
    await Promise.all(Array.from({ length: 10 }, () => failover()));
    expect(store.records.get("one")).toMatchObject({
      failures: 1,
      openUntil: new Date(time.now().getTime() + 30_000),
    });
  });

  test("is known by its record: state, until when, why", async () => {
    await openOne();
    expect(store.records.get("one")).toEqual({
      provider: "one",
      state: "open",
      openUntil: new Date(time.now().getTime() + 30_000),
      failures: 1,
      lastError: "unavailable: http-503",
    });
  });

  test.each([
    ["refuses", refused],
    ["accepts", accepted],
  ])("and then %s starts to count anew", async (_, response) => {
    one.response = unavailable;
    await failover();
    await failover();
    one.response = response;
    await failover();
    one.response = unavailable;
    await failover();
    await failover();
    expect(store.records.size).toBe(0);
  });
});

test.each([
  ["refuses", refused],
  ["is misconfigured", misconfigured],
])("a provider that %s is not down", async (_, response) => {
  one.response = response;
  for (let call = 0; call < 5; call += 1) {
    await failover();
  }
  expect(one.received).toHaveLength(5);
  expect(store.records.get("one")?.state).not.toBe("open");
});

describe("a provider that is misconfigured", () => {
  const known = () => store.records.get("one");

  async function refuseCredentials(): Promise<void> {
    one.response = misconfigured;
    await failover();
  }

  test("is known by its record from its first word on, with since when and why", async () => {
    const since = time.now();
    await refuseCredentials();
    const record = {
      provider: "one",
      state: "misconfigured",
      openUntil: since,
      failures: 0,
      lastError: "misconfigured: 20003",
      since,
      settingsMark: "first",
    };
    expect(known()).toEqual(record);
    time.advance(600_000);
    await failover();
    await failover(healthOver(store, time));
    expect(known()).toEqual(record);
  });

  test.each([
    ["accepts", accepted],
    ["refuses a recipient", refused],
  ])("and then %s is so no more, for all", async (_, response) => {
    await refuseCredentials();
    time.advance(healthCacheMs);
    one.response = response;
    await failover(healthOver(store, time));
    expect(known()).toMatchObject({ state: "closed", failures: 0 });
    expect(known()).not.toHaveProperty("since");
  });

  test("is so no more with other settings, though no message came to it", async () => {
    await refuseCredentials();
    two.response = accepted;
    Object.assign(one, { settingsMark: "second" });
    [one, two] = [two, one];
    time.advance(healthCacheMs);
    await failover();
    expect(known()).toMatchObject({ provider: "one", state: "closed" });
  });

  test("also with other settings is so since it said so of those", async () => {
    await refuseCredentials();
    Object.assign(one, { settingsMark: "second" });
    time.advance(10_000);
    await failover();
    expect(known()).toMatchObject({
      state: "misconfigured",
      since: time.now(),
      settingsMark: "second",
    });
  });

  test("for some messages only is written once a minute by a function, not with each", async () => {
    let writes = 0;
    const write = store.write.bind(store);
    store.write = (next, seen) => {
      writes += 1;
      return write(next, seen);
    };
    for (let second = 0; second < 60; second += 1) {
      one.response = second % 2 === 0 ? misconfigured : accepted;
      await failover();
      time.advance(1_000);
    }
    expect(writes).toBe(2);
  });

  test("is called as before, and down when it is down", async () => {
    await refuseCredentials();
    await openOne();
    expect(known()).toMatchObject({ state: "open", lastError: "unavailable: http-503" });
    expect(known()).not.toHaveProperty("since");
  });

  test("and was down is so by the word of its probe", async () => {
    await openOne();
    time.advance(30_000);
    await refuseCredentials();
    expect(known()).toMatchObject({ state: "misconfigured", since: time.now() });
  });
});

test("a provider without settings is misconfigured, and is so no more when it has some", async () => {
  const unset = { id: "three" };
  await here.refresh([one, unset]);
  expect(store.records.get("three")).toMatchObject({
    state: "misconfigured",
    lastError: "misconfigured: no-settings",
  });
  time.advance(healthCacheMs);
  await here.refresh([one, { ...unset, settingsMark: "first" }] as ListedProvider[]);
  expect(store.records.get("three")).toMatchObject({ state: "closed" });
});

describe("when its open time is over", () => {
  test("one function among all probes it", async () => {
    await openOne();
    const others = [here, healthOver(store, time), healthOver(store, time)];
    time.advance(30_000);
    one.received.length = 0;
    await Promise.all(others.map((health) => failover(health)));
    expect(one.received).toHaveLength(1);
  });

  test("a function that looks in during the probe waits for it", async () => {
    await openOne();
    time.advance(30_000);
    await here.refresh([one]);
    await here.admit("one", 3_000);
    time.advance(2_999);
    const elsewhere = healthOver(store, time);
    await elsewhere.refresh([one]);
    expect(await elsewhere.admit("one", 3_000)).toBe("open");
  });

  test("a probe that fails in a function that never saw a failure keeps it open", async () => {
    await openOne();
    time.advance(30_000);
    await failover(healthOver(store, time));
    expect(store.records.get("one")).toMatchObject({ state: "open", failures: 2 });
  });

  test("a probe that is accepted closes it for all", async () => {
    await openOne();
    time.advance(30_000);
    one.response = accepted;
    expect(await failover()).toEqual(["one"]);
    expect(store.records.get("one")).toMatchObject({ state: "closed", failures: 0 });
    expect(await failover(healthOver(store, time))).toEqual(["one"]);
  });

  test("a probe that is refused closes it too: it responds", async () => {
    await openOne();
    time.advance(30_000);
    one.response = refused;
    await failover();
    expect(store.records.get("one")).toMatchObject({ state: "closed" });
  });

  test("a probe that fails keeps it open for twice as long, up to a limit", async () => {
    await openOne();
    const openSeconds: number[] = [];
    for (let probe = 0; probe < 6; probe += 1) {
      time.advance((store.records.get("one")?.openUntil.getTime() ?? 0) - time.now().getTime());
      await failover();
      const until = store.records.get("one")?.openUntil.getTime() ?? 0;
      openSeconds.push((until - time.now().getTime()) / 1000);
    }
    expect(openSeconds).toEqual([60, 120, 240, 480, 600, 600]);
  });

  test("a probe whose function died is made again after its time-out", async () => {
    await openOne();
    time.advance(30_000);
    await here.refresh([one]);
    expect(await here.admit("one", 3_000)).toBe("probe");
    time.advance(3_000);
    const elsewhere = healthOver(store, time);
    await elsewhere.refresh([one]);
    expect(await elsewhere.admit("one", 3_000)).toBe("probe");
  });
});

describe("when every provider is open", () => {
  beforeEach(async () => {
    await openOne();
    time.advance(5_000);
    two.response = unavailable;
    for (let call = 0; call < 3; call += 1) {
      await failover();
    }
  });

  test("the one that reopens first is tried", async () => {
    expect(await failover()).toEqual(["one"]);
  });

  test("and the second one reopens first, that is the one", async () => {
    const record = store.records.get("one");
    if (record) {
      store.records.set("one", { ...record, openUntil: new Date(2_000_000_000_000) });
    }
    expect(await failover(healthOver(store, time))).toEqual(["two"]);
  });

  test("and that one accepts, it is closed", async () => {
    one.response = accepted;
    await failover();
    expect(store.records.get("one")).toMatchObject({ state: "closed" });
  });

  test("and that one fails, it stays open no longer for it", async () => {
    const before = store.records.get("one");
    await failover();
    expect(store.records.get("one")).toEqual(before);
  });
});

describe("records that cannot be reached", () => {
  const down = () => Promise.reject(new DependencyUnavailable("DynamoDB", new Error("down")));

  test("leave every provider to be tried", async () => {
    await openOne();
    time.advance(healthCacheMs);
    store.read = down;
    expect(await failover()).toEqual(["one", "two"]);
  });

  test("leave a function with what it knows itself", async () => {
    store.write = down;
    await openOne();
    expect(await failover()).toEqual(["two"]);
  });

  test("do not keep a provider from being probed", async () => {
    await openOne();
    time.advance(30_000);
    store.write = down;
    expect(await failover()).toEqual(["one", "two"]);
  });
});

test("a fault of our own is not taken for an outage", async () => {
  store.read = () => Promise.reject(new TypeError("bug"));
  await expect(failover()).rejects.toBeInstanceOf(TypeError);
});

test("records are read at most every few seconds", async () => {
  for (let second = 0; second < 30; second += 1) {
    await failover();
    await failover();
    time.advance(1_000);
  }
  expect(store.reads).toBe(30 / (healthCacheMs / 1000));
});
