import { beforeEach, describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { json } from "../../../lambdas/core/json-text.ts";
import type { DeniedParameter, ReadParameters } from "../../../lambdas/core/ports/parameters.ts";
import {
  ConfigurationUnavailable,
  DependencyUnavailable,
} from "../../../lambdas/core/ports/unavailable.ts";
import { listOf } from "../../../lambdas/settings/list-of.ts";
import type {
  ParameterCache,
  ParameterCacheOptions,
  ParameterFault,
  UnknownInParameter,
  UnreadParameters,
} from "../../../lambdas/settings/parameter-cache.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { testParameterCache } from "../../support/parameter-cache.ts";

let time: VirtualTime;
let parameters: Map<string, string | DeniedParameter>;
let faults: ParameterFault[];
let unknown: UnknownInParameter[];
let unread: UnreadParameters[];
let reads: number;
let down: boolean;

beforeEach(() => {
  time = new VirtualTime();
  parameters = new Map([["/herald/test/list", "a,b"]]);
  faults = [];
  unknown = [];
  unread = [];
  reads = 0;
  down = false;
});

function cache(options: Partial<ParameterCacheOptions> = {}): ParameterCache {
  const read: ReadParameters = async (names) => {
    reads += 1;
    if (down) {
      throw new DependencyUnavailable("SSM", throttled);
    }
    return new Map([...parameters].filter(([name]) => names.includes(name)));
  };
  return testParameterCache(read, time, {
    onFault: (fault) => faults.push(fault),
    onUnknown: (each) => unknown.push(each),
    onUnread: (each) => unread.push(each),
    ...options,
  });
}

const throttled = Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });
const list = listOf(["a", "b", "c"]);

describe("a parameter", () => {
  test("is read once within the cache time, and again after it", async () => {
    const subject = cache();
    const value = subject.add("list", list);
    await Promise.all([subject.refresh(), subject.refresh()]);
    time.advance(19_999);
    await subject.refresh();
    expect([value.value, reads]).toEqual([["a", "b"], 1]);
    parameters.set("/herald/test/list", "c");
    time.advance(1);
    await subject.refresh();
    expect([value.value, reads]).toEqual([["c"], 2]);
  });

  test.each([
    ["names nothing that is allowed", "secret-value", "0: must be one of a, b, c"],
    ["names something twice", "a,a", "names something twice"],
  ])("that %s keeps its last good value", async (_, text, detail) => {
    const subject = cache();
    const value = subject.add("list", list);
    await subject.refresh();
    parameters.set("/herald/test/list", text);
    time.advance(20_000);
    await subject.refresh();
    expect(value.value).toEqual(["a", "b"]);
    expect(faults).toEqual([{ parameter: "/herald/test/list", detail }]);
  });

  test("that was removed keeps its last good value and is a fault", async () => {
    const subject = cache();
    const value = subject.add("list", list);
    await subject.refresh();
    parameters.clear();
    time.advance(20_000);
    await subject.refresh();
    expect(value.value).toEqual(["a", "b"]);
    expect(faults).toEqual([{ parameter: "/herald/test/list", detail: "does not exist" }]);
  });

  test("that is optional may be missing", async () => {
    const subject = cache();
    const value = subject.add("other", list, { optional: true });
    await subject.refresh();
    expect([value.value, faults]).toEqual([undefined, []]);
  });

  test.each([
    ["{", "is not JSON"],
    ['{"key":7,"extra":"s3cret"}', "key: must be text; unknown field extra"],
    ['{"key":7}', "key: must be text"],
  ])("%s is reported without its value", async (text, detail) => {
    const subject = cache();
    subject.add("settings", json(z.strictObject({ key: z.string("must be text") })));
    parameters.set("/herald/test/settings", text);
    await subject.refresh();
    expect(faults).toEqual([{ parameter: "/herald/test/settings", detail }]);
  });
});

describe("what another release may know", () => {
  const settings = json(
    z.strictObject({
      key: z.string(),
      inner: z.optional(z.strictObject({ size: z._default(z.number(), 3) })),
    }),
  );

  test.each([
    ["a field", '{"key":"s3cret","extra":1}', { key: "s3cret" }, ["unknown field extra"]],
    [
      "fields, one of them within another",
      '{"key":"s3cret","inner":{"size":4,"deep":{}},"more":0}',
      { key: "s3cret", inner: { size: 4 } },
      ["unknown field deep", "unknown field more"],
    ],
  ])("%s is passed over", async (_, text, expected, details) => {
    const subject = cache();
    const value = subject.add("settings", settings);
    parameters.set("/herald/test/settings", text);
    await subject.refresh();
    expect([value.value, faults]).toEqual([expected, []]);
    const parameter = "/herald/test/settings";
    expect(unknown).toEqual([{ parameter, kind: "fields", details: expect.any(Array) }]);
    expect(unknown[0]?.details.toSorted()).toEqual(details);
  });

  test("a name in a list is passed over, and the order of the others stays", async () => {
    const subject = cache();
    const value = subject.add("list", list);
    parameters.set("/herald/test/list", "newer, c ,another,a");
    await subject.refresh();
    expect([value.value, faults]).toEqual([["c", "a"], []]);
    expect(unknown).toEqual([
      {
        parameter: "/herald/test/list",
        kind: "names",
        details: ["0: must be one of a, b, c", "2: must be one of a, b, c"],
      },
    ]);
  });

  test("is told once for each value", async () => {
    const subject = cache();
    subject.add("list", list);
    for (const text of ["a,newer", "a,newer", "b,newer"]) {
      parameters.set("/herald/test/list", text);
      await subject.refresh();
      time.advance(20_000);
    }
    expect(unknown).toHaveLength(2);
  });

  test("does not hide what else is wrong", async () => {
    const subject = cache();
    const value = subject.add("list", list);
    parameters.set("/herald/test/list", "a,newer,a");
    await subject.refresh();
    expect([value.value, unknown]).toEqual([undefined, []]);
    expect(faults).toHaveLength(1);
  });
});

test("a value that was not changed stays the same object", async () => {
  const subject = cache();
  const value = subject.add("list", list);
  await subject.refresh();
  const before = value.value;
  time.advance(20_000);
  await subject.refresh();
  expect(reads).toBe(2);
  expect(value.value).toBe(before);
});

describe("a reading that fails", () => {
  const notRead = { parameter: "/herald/test", isDenied: false, code: "ThrottlingException" };

  test("leaves the values in force, is no fault, and is tried again after the cache time", async () => {
    const subject = cache();
    const value = subject.add("list", list);
    await subject.refresh();
    down = true;
    time.advance(20_000);
    await subject.refresh();
    await subject.refresh();
    expect([value.value, reads]).toEqual([["a", "b"], 2]);
    expect([unread, faults]).toEqual([[{ ...notRead, inForce: "last good value" }], []]);
  });

  test("fails the caller when there never was another", async () => {
    const subject = cache();
    subject.add("list", list);
    down = true;
    const refreshed = subject.refresh();
    await expect(refreshed).rejects.toBeInstanceOf(ConfigurationUnavailable);
    await expect(refreshed).rejects.toMatchObject({ parameter: "/herald/test", cause: throttled });
    expect([unread, faults]).toEqual([[{ ...notRead, inForce: "nothing" }], []]);
    down = false;
    await expect(subject.refresh()).resolves.toBeUndefined();
  });

  test("for another reason than the service is not hidden", async () => {
    const subject = cache({ read: () => Promise.reject(new TypeError("bug")) });
    await expect(subject.refresh()).rejects.toBeInstanceOf(TypeError);
  });
});

test("readings are spread over the second half of the cache time", async () => {
  for (const [random, ms] of [
    [0.999, 10_010],
    [0.5, 15_000],
    [0, 20_000],
  ] as const) {
    const subject = cache({ random: () => random });
    await subject.refresh();
    const before = reads;
    time.advance(ms - 1);
    await subject.refresh();
    expect(reads).toBe(before);
    time.advance(1);
    await subject.refresh();
    expect(reads).toBe(before + 1);
  }
});

describe("a parameter that AWS does not give out", () => {
  const denied = { cause: Object.assign(new Error("no"), { name: "AccessDeniedException" }) };
  const told = { parameter: "/herald/test/other", isDenied: true, code: "AccessDeniedException" };

  test("is named, and does not stop the others", async () => {
    const subject = cache();
    const [value, other] = [subject.add("list", list), subject.add("other", list)];
    parameters.set("/herald/test/other", denied);
    await subject.refresh();
    expect([value.value, other.value, other.denied?.cause]).toEqual([
      ["a", "b"],
      undefined,
      denied.cause,
    ]);
    expect([unread, faults]).toEqual([[{ ...told, inForce: "nothing" }], []]);
  });

  test("keeps its last good value", async () => {
    const subject = cache();
    const other = subject.add("other", list);
    parameters.set("/herald/test/other", "c");
    await subject.refresh();
    parameters.set("/herald/test/other", denied);
    time.advance(20_000);
    await subject.refresh();
    expect(other.value).toEqual(["c"]);
    expect(unread).toEqual([{ ...told, inForce: "last good value" }]);
  });
});

describe("a parameter that is added later", () => {
  test("is read by the next refresh, alone, and then with the others", async () => {
    const subject = cache();
    subject.add("list", list);
    await subject.refresh();
    parameters.set("/herald/test/other", "c");
    const other = subject.add("other", list);
    await subject.refresh();
    expect([other.value, reads]).toEqual([["c"], 2]);
    await subject.refresh();
    expect(reads).toBe(2);
    time.advance(20_000);
    parameters.set("/herald/test/other", "b");
    await subject.refresh();
    expect([other.value, reads]).toEqual([["b"], 3]);
  });

  test("that cannot be read is unavailable, and the others stay", async () => {
    const subject = cache();
    const first = subject.add("list", list);
    await subject.refresh();
    down = true;
    const other = subject.add("other", list);
    await subject.refresh();
    expect(first).toMatchObject({ value: ["a", "b"], denied: undefined });
    expect(other.value).toBeUndefined();
    expect(other.denied).toBeInstanceOf(ConfigurationUnavailable);
    expect(unread).toMatchObject([{ inForce: "nothing", isDenied: false }]);
    down = false;
    parameters.set("/herald/test/other", "c");
    time.advance(20_000);
    await subject.refresh();
    expect(other).toMatchObject({ value: ["c"], denied: undefined });
  });

  test("while another is being read is read as well before the refresh ends", async () => {
    const subject = cache();
    subject.add("list", list);
    await subject.refresh();
    parameters.set("/herald/test/one", "a").set("/herald/test/two", "b");
    const one = subject.add("one", list);
    const first = subject.refresh();
    const two = subject.add("two", list);
    await Promise.all([first, subject.refresh()]);
    expect([one.value, two.value]).toEqual([["a"], ["b"]]);
  });
});
