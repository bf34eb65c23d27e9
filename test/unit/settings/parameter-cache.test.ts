import { beforeEach, describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { json } from "../../../lambdas/core/json-text.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports.ts";
import { listOf } from "../../../lambdas/settings/list-of.ts";
import type { ParameterFault } from "../../../lambdas/settings/parameter-cache.ts";
import { ParameterCache } from "../../../lambdas/settings/parameter-cache.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";

let time: VirtualTime;
let parameters: Map<string, string>;
let faults: ParameterFault[];
let reads: number;
let down: boolean;

beforeEach(() => {
  time = new VirtualTime();
  parameters = new Map([["/herald/test/list", "a,b"]]);
  faults = [];
  reads = 0;
  down = false;
});

function cache(): ParameterCache {
  return new ParameterCache({
    read: async (names) => {
      reads += 1;
      if (down) {
        throw new DependencyUnavailable("SSM", new Error("down"));
      }
      return new Map([...parameters].filter(([name]) => names.includes(name)));
    },
    clock: time,
    prefix: "/herald/test",
    cacheSeconds: 20,
    onFault: (fault) => faults.push(fault),
  });
}

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
    ["names something that is not allowed", "a,secret-value", "1: must be one of a, b, c"],
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
    ['{"key":"s3cret","extra":1}', "unknown field extra"],
    ['{"key":7}', "key: must be text"],
  ])("%s is reported without its value", async (text, detail) => {
    const subject = cache();
    subject.add("settings", json(z.strictObject({ key: z.string("must be text") })));
    parameters.set("/herald/test/settings", text);
    await subject.refresh();
    expect(faults).toEqual([{ parameter: "/herald/test/settings", detail }]);
  });
});

describe("a reading that fails", () => {
  test("leaves the values in force, is reported, and is tried again after the cache time", async () => {
    const subject = cache();
    const value = subject.add("list", list);
    await subject.refresh();
    down = true;
    time.advance(20_000);
    await subject.refresh();
    await subject.refresh();
    expect([value.value, reads]).toEqual([["a", "b"], 2]);
    expect(faults).toEqual([{ parameter: "/herald/test", detail: "could not be read" }]);
  });

  test("fails the caller when there never was another", async () => {
    const subject = cache();
    subject.add("list", list);
    down = true;
    await expect(subject.refresh()).rejects.toBeInstanceOf(DependencyUnavailable);
    down = false;
    await expect(subject.refresh()).resolves.toBeUndefined();
  });
});
