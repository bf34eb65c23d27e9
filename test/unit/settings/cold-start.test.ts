import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { CopiedParameters, ReadParameters } from "../../../lambdas/core/ports/parameters.ts";
import {
  ConfigurationUnavailable,
  DependencyUnavailable,
} from "../../../lambdas/core/ports/unavailable.ts";
import { listOf } from "../../../lambdas/settings/list-of.ts";
import type {
  ParameterCacheOptions,
  UnreadParameters,
} from "../../../lambdas/settings/parameter-cache.ts";
import { InMemoryParameterCopy } from "../../support/in-memory/parameter-copy.ts";
import { testParameterCache } from "../../support/parameter-cache.ts";

const clock = { now: () => new Date() };
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const name = "/herald/test/list";
const list = listOf(["old", "new"]);

/** GetParameters calls that SSM takes in a second. */
const perSecond = 40;

let copy: InMemoryParameterCopy;
let refusals: number;
let unread: UnreadParameters[];
let isDown: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  copy = new InMemoryParameterCopy();
  refusals = 0;
  unread = [];
  isDown = false;
});

afterEach(() => {
  vi.useRealTimers();
});

/** SSM with its limit, and the time that a call takes. */
function limitedSsm(): ReadParameters {
  const taken = new Map<number, number>();
  return async () => {
    await pause(20);
    const second = Math.floor(Date.now() / 1000);
    const before = taken.get(second) ?? 0;
    if (isDown || before >= perSecond) {
      refusals += 1;
      throw new DependencyUnavailable("SSM", new Error("Rate exceeded"));
    }
    taken.set(second, before + 1);
    return new Map([[name, "new"]]);
  };
}

function coldFunction(read: ReadParameters, options: Partial<ParameterCacheOptions> = {}) {
  const patience = { patienceMs: 4_000, random: Math.random, pause };
  const onUnread = (each: UnreadParameters) => unread.push(each);
  const cache = testParameterCache(read, clock, { ...patience, copy, onUnread, ...options });
  const value = cache.add("list", list);
  return { value, refresh: () => cache.refresh() };
}

/** Starts functions over one second; gives what each came to. */
async function burst(count: number): Promise<unknown[]> {
  const read = limitedSsm();
  const started = Array.from({ length: count }, async (_, index) => {
    await pause((index * 1000) / count);
    const { value, refresh } = coldFunction(read);
    await refresh().catch(() => {});
    return value.value;
  });
  await vi.runAllTimersAsync();
  return Promise.all(started);
}

function oldCopy(ageSeconds: number): CopiedParameters {
  return {
    texts: new Map([[name, "old"]]),
    writtenAt: new Date(Date.now() - ageSeconds * 1000),
  };
}

describe("500 functions that start within a second", () => {
  test("all have their values, though SSM takes 40 calls, and one of them shares its own", async () => {
    expect(new Set((await burst(500)).map(String))).toEqual(new Set(["new"]));
    expect(refusals).toBeGreaterThan(400);
    expect(copy.written).toBe(1);
  });

  test("do not go by a copy of yesterday where one of them can read", async () => {
    copy.copy = oldCopy(86_400);
    expect(new Set((await burst(500)).map(String))).toEqual(new Set(["new"]));
  });
});

describe("a function that cannot read its first values", () => {
  async function start(options: Partial<ParameterCacheOptions> = {}) {
    isDown = true;
    const subject = coldFunction(limitedSsm(), options);
    const startedAt = Date.now();
    const refreshed = subject.refresh().then(
      () => "refreshed" as const,
      (error: unknown) => error,
    );
    await vi.runAllTimersAsync();
    return { ...subject, result: await refreshed, ms: Date.now() - startedAt };
  }

  test("goes by a copy of the last two minutes at once", async () => {
    copy.copy = oldCopy(119);
    const { result, value, ms } = await start();
    expect([result, value.value, refusals]).toEqual(["refreshed", ["old"], 1]);
    expect(ms).toBeLessThan(100);
    expect(unread).toEqual([
      { parameter: "/herald/test", isDenied: false, code: "Error", inForce: "shared copy" },
    ]);
    expect(copy.written).toBe(0);
  });

  test("goes by an older copy when its patience is at its end", async () => {
    copy.copy = oldCopy(120);
    const { result, value, ms } = await start();
    expect([result, value.value]).toEqual(["refreshed", ["old"]]);
    expect(refusals).toBeGreaterThan(3);
    expect(ms).toBeGreaterThan(2_900);
    expect(ms).toBeLessThan(4_100);
  });

  test.each([
    ["there is no copy", () => undefined],
    ["the copy lacks a name", () => ({ ...oldCopy(1), texts: new Map() })],
  ])("gives up when its patience is at its end where %s", async (_, copied) => {
    copy.copy = copied();
    const { result, ms } = await start();
    expect(result).toBeInstanceOf(ConfigurationUnavailable);
    expect(ms).toBeLessThan(4_100);
    expect(unread.map(({ inForce }) => inForce)).toEqual(["nothing"]);
  });

  test("does without a copy that cannot be read or written", async () => {
    const down = () => Promise.reject(new DependencyUnavailable("DynamoDB", new Error("down")));
    const broken = { read: down, write: down };
    expect((await start({ copy: broken })).result).toBeInstanceOf(ConfigurationUnavailable);
    isDown = false;
    const { value, refresh } = coldFunction(limitedSsm(), { copy: broken });
    const refreshed = refresh();
    await vi.runAllTimersAsync();
    await refreshed;
    expect(value.value).toEqual(["new"]);
  });

  test("does not take a fault of its own for a service that is down", async () => {
    copy.copy = oldCopy(1);
    const { refresh } = coldFunction(() => Promise.reject(new TypeError("bug")));
    await expect(refresh()).rejects.toBeInstanceOf(TypeError);
    isDown = true;
    const broken = {
      read: () => Promise.reject(new TypeError("bug")),
      write: async () => new Date(),
    };
    const refreshed = coldFunction(limitedSsm(), { copy: broken }).refresh();
    const rejected = expect(refreshed).rejects.toBeInstanceOf(TypeError);
    await vi.runAllTimersAsync();
    await rejected;
  });

  test("does not go by a copy of some of its parameters", async () => {
    isDown = true;
    copy.copy = oldCopy(1);
    const cache = testParameterCache(limitedSsm(), clock, { copy, patienceMs: 0, pause });
    cache.add("list", list);
    cache.add("other", list);
    const rejected = expect(cache.refresh()).rejects.toBeInstanceOf(ConfigurationUnavailable);
    await vi.runAllTimersAsync();
    await rejected;
  });

  test("waits longer each time, and never as long as another", async () => {
    const pauses: number[] = [];
    const wait = async (ms: number) => {
      pauses.push(ms);
      await pause(ms);
    };
    await start({ pause: wait, random: () => 0 });
    expect(pauses.slice(0, 6)).toEqual([50, 100, 200, 400, 500, 500]);
    pauses.length = 0;
    await start({ pause: wait, random: () => 0.5 });
    expect(pauses.slice(0, 5)).toEqual([75, 150, 300, 600, 750]);
  });
});

describe("a copy", () => {
  async function refreshed(read: ReadParameters) {
    const { refresh } = coldFunction(read, { random: () => 0 });
    return async (seconds: number) => {
      vi.advanceTimersByTime(seconds * 1000);
      await refresh();
    };
  }

  test("is renewed once a minute, and at once where a value changed", async () => {
    let text = "old";
    const refreshAfter = await refreshed(async () => new Map([[name, text]]));
    await refreshAfter(0);
    await refreshAfter(20);
    await refreshAfter(20);
    expect(copy.written).toBe(1);
    await refreshAfter(21);
    expect(copy.written).toBe(2);
    text = "new";
    await refreshAfter(20);
    expect([copy.written, copy.copy?.texts.get(name)]).toEqual([3, "new"]);
  });

  test("holds good values only", async () => {
    let texts: Awaited<ReturnType<ReadParameters>> = new Map([[name, "hush"]]);
    const refreshAfter = await refreshed(async () => texts);
    await refreshAfter(0);
    texts = new Map();
    await refreshAfter(20);
    texts = new Map([[name, { cause: new Error("no") }]]);
    await refreshAfter(20);
    expect(copy.written).toBe(0);
    texts = new Map([[name, "new"]]);
    await refreshAfter(20);
    texts = new Map([[name, "hush"]]);
    await refreshAfter(61);
    expect([copy.written, copy.copy?.texts.get(name)]).toEqual([2, "new"]);
  });

  test("is asked for once a minute, or again where it was not written", async () => {
    const calls: number[] = [];
    let isWritten = false;
    const counting = {
      read: async () => undefined,
      write: async ({ writtenAt }: CopiedParameters) => {
        calls.push(writtenAt.getTime());
        if (!isWritten) {
          throw new DependencyUnavailable("DynamoDB", new Error("down"));
        }
        return writtenAt;
      },
    };
    const read = async () => new Map([[name, "new"]]);
    const { refresh } = coldFunction(read, { copy: counting, random: () => 0 });
    const refreshAfter = async (seconds: number) => {
      vi.advanceTimersByTime(seconds * 1000);
      await refresh();
    };
    await refreshAfter(0);
    isWritten = true;
    await refreshAfter(20);
    expect(calls).toHaveLength(2);
    await refreshAfter(20);
    await refreshAfter(20);
    await refreshAfter(20);
    expect(calls).toHaveLength(2);
    await refreshAfter(20);
    expect(calls).toHaveLength(3);
  });

  describe("of several parameters", () => {
    const other = "/herald/test/other";
    const good = new Map([
      [name, "new"],
      [other, "old"],
    ]);
    const denied = { cause: new Error("no") };

    /** Reads these one after another, a minute apart; tells how many copies were written. */
    async function written(...readings: readonly Awaited<ReturnType<ReadParameters>>[]) {
      const left = [...readings];
      const cache = testParameterCache(async () => left.shift() ?? good, clock, { copy });
      cache.add("list", list);
      cache.add("other", list);
      for (const _ of readings) {
        await cache.refresh();
        vi.advanceTimersByTime(61_000);
      }
      return copy.written;
    }

    test("is made where all are known", async () => {
      expect(await written(good)).toBe(1);
    });

    test("is not made where one is missing, or denied", async () => {
      expect(await written(new Map([[name, "new"]]))).toBe(0);
      expect(
        await written(
          new Map<string, string | typeof denied>([
            [name, "new"],
            [other, denied],
          ]),
        ),
      ).toBe(0);
    });

    test("is not renewed where one is denied that was known", async () => {
      const then = new Map<string, string | typeof denied>([
        [name, "old"],
        [other, denied],
      ]);
      expect(await written(good, then)).toBe(1);
      expect(copy.copy?.texts.get(name)).toBe("new");
    });
  });

  test("never holds a secret", () => {
    const cache = testParameterCache(limitedSsm(), clock, { copy });
    expect(() => cache.add("providers/one", list, { secret: true })).toThrow("is secret");
  });
});
