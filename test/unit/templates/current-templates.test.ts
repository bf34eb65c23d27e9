import { beforeEach, expect, test } from "vitest";
import type { TemplateStore } from "../../../lambdas/core/ports/templates.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import type { TemplatePointer } from "../../../lambdas/core/template-pointer.ts";
import type { TemplatesFault } from "../../../lambdas/templates/current-templates.ts";
import { currentTemplates } from "../../../lambdas/templates/current-templates.ts";
import type { TemplateSet } from "../../../lambdas/templates/template-set.ts";

const setOf = (hash: string): TemplateSet => ({ version: 1, hash, templates: {}, partials: {} });

const deployed = setOf("deployed");

let now: number;
let pointer: string | undefined;
let sets: Map<string, string>;
let calls: string[];
let faults: TemplatesFault[];
let failing: string | undefined;

beforeEach(() => {
  now = 0;
  pointer = undefined;
  sets = new Map(["a", "b"].map((hash) => [hash, JSON.stringify(setOf(hash))]));
  calls = [];
  faults = [];
  failing = undefined;
});

/** The store, which can fail; it keeps what it was asked for. */
const store: Pick<TemplateStore, "readPointer" | "readSet"> = {
  readPointer: async () => {
    calls.push("pointer");
    return called("pointer", pointer === undefined ? undefined : { text: pointer, version: "1" });
  },
  readSet: async (hash) => {
    calls.push(hash);
    return called("set", sets.get(hash));
  },
};

function called<Value>(what: string, value: Value): Value {
  if (failing === what) {
    throw new DependencyUnavailable("S3", Object.assign(new Error("no"), { name: "SlowDown" }));
  }
  return value;
}

function push(hash: string | null, overDeployed = "deployed"): void {
  const current = hash === null ? null : { hash, pushedAt: "2026-12-01T12:00:00Z", overDeployed };
  pointer = JSON.stringify({ version: 1, current, earlier: [] } satisfies TemplatePointer);
}

function reader(refreshSeconds = 30) {
  const read = currentTemplates({
    store,
    deployed,
    clock: { now: () => new Date(now) },
    refreshSeconds,
    onFault: (fault) => faults.push(fault),
  });
  return async () => (await read()).hash;
}

test("nothing pushed leaves what is deployed in force", async () => {
  expect(await reader()()).toBe("deployed");
  push(null);
  expect(await reader()()).toBe("deployed");
  expect(calls).toEqual(["pointer", "pointer"]);
});

test("the pointer is read once in 30 seconds, and a set once", async () => {
  const read = reader();
  push("a");
  expect(await Promise.all([read(), read()])).toEqual(["a", "a"]);
  now = 29_999;
  push("b");
  expect(await read()).toBe("a");
  now = 30_000;
  expect(await read()).toBe("b");
  now = 60_000;
  expect(await read()).toBe("b");
  expect(calls).toEqual(["pointer", "a", "pointer", "b", "pointer"]);
});

test("how often it is read can be chosen", async () => {
  const read = reader(5);
  await read();
  now = 5_000;
  await read();
  expect(calls).toEqual(["pointer", "pointer"]);
});

test("a push over another deployment does not hold", async () => {
  push("a", "another");
  expect(await reader()()).toBe("deployed");
  expect(calls).toEqual(["pointer"]);
});

test("a push of what is deployed is not read", async () => {
  push("deployed");
  expect(await reader()()).toBe("deployed");
  expect(calls).toEqual(["pointer"]);
});

test("going back to what is deployed holds as well", async () => {
  const read = reader();
  push("a");
  await read();
  push(null);
  now = 30_000;
  expect(await read()).toBe("deployed");
});

test("the last good set stays in force while the pointer cannot be read", async () => {
  const read = reader();
  push("a");
  await read();
  failing = "pointer";
  now = 30_000;
  expect(await read()).toBe("a");
  expect(await read()).toBe("a");
  expect(faults).toEqual([{ object: "pointer", code: "SlowDown" }]);
});

test("a function that never read the pointer does not guess, and asks again", async () => {
  const read = reader();
  failing = "pointer";
  await expect(read()).rejects.toThrow(DependencyUnavailable);
  failing = undefined;
  push("a");
  expect(await read()).toBe("a");
});

test.each([
  ["malformed", "{"],
  ["malformed", JSON.stringify({ version: 1, hash: "b" })],
  ["malformed", JSON.stringify(setOf("c"))],
  ["newer-version", JSON.stringify({ ...setOf("b"), version: 2 })],
])(
  "a set that is %s leaves the last good one in force, and is asked for again",
  async (code, json) => {
    const read = reader();
    push("a");
    await read();
    push("b");
    sets.set("b", json);
    now = 30_000;
    expect(await read()).toBe("a");
    expect(faults).toEqual([{ object: "set", code, hash: "b" }]);
    sets.set("b", JSON.stringify(setOf("b")));
    now = 60_000;
    expect(await read()).toBe("b");
  },
);

test("a set that is gone or cannot be read leaves what is deployed in force", async () => {
  push("gone");
  expect(await reader()()).toBe("deployed");
  failing = "set";
  expect(await reader()()).toBe("deployed");
  expect(faults).toEqual([
    { object: "set", code: "malformed", hash: "gone" },
    { object: "set", code: "SlowDown", hash: "gone" },
  ]);
});

test("a pointer of a later release leaves the last good set in force", async () => {
  pointer = JSON.stringify({ version: 2, current: null, earlier: [] });
  expect(await reader()()).toBe("deployed");
  expect(faults).toEqual([{ object: "pointer", code: "malformed" }]);
});
