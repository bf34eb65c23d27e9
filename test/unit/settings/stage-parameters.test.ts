import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import * as z from "zod/mini";
import { json } from "../../../lambdas/core/json-text.ts";
import type { DeniedParameter } from "../../../lambdas/core/ports/parameters.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { listOf } from "../../../lambdas/settings/list-of.ts";
import type { ParameterCache } from "../../../lambdas/settings/parameter-cache.ts";
import type { RecordedOutput } from "../../support/recorded-output.ts";
import { recordOutput } from "../../support/recorded-output.ts";

const prefix = "/herald/test";

let output: RecordedOutput;
let stageParameters: typeof import("../../../lambdas/settings/stage-parameters.ts").stageParameters;
let metrics: typeof import("../../../lambdas/runtime/metrics.ts").metrics;

let texts: Map<string, string | DeniedParameter>;
let reads: number;
let isDown: boolean;
let cache: ParameterCache;

beforeAll(async () => {
  output = recordOutput();
  ({ stageParameters } = await import("../../../lambdas/settings/stage-parameters.ts"));
  ({ metrics } = await import("../../../lambdas/runtime/metrics.ts"));
});

afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

beforeEach(() => {
  output.clear();
  texts = new Map();
  reads = 0;
  isDown = false;
  const read = async () => {
    reads += 1;
    if (isDown) {
      throw new DependencyUnavailable("SSM", new Error("ann@example.com"));
    }
    return texts;
  };
  cache = stageParameters(read, { prefix, cacheSeconds: 0 });
});

/** What the function says of one reading: its log lines, and what it counts. */
async function told() {
  await cache.refresh().catch(() => {});
  metrics.publishStoredMetrics();
  const counted = ["InvalidConfiguration", "ConfigurationUnavailable"].filter(
    (metric) => output.counted(metric) > 0,
  );
  expect(output.all()).not.toContain("ann@example.com");
  return { lines: [...output.lines], counted };
}

test("a value that is wrong is an error, and counted", async () => {
  const list = cache.add("list", listOf(["a", "b"]));
  texts.set(`${prefix}/list`, "ann@example.com,a,a,ann@example.com");
  const { lines, counted } = await told();
  expect(lines).toMatchObject([
    { level: "ERROR", message: "invalid configuration", parameter: `${prefix}/list` },
  ]);
  expect(lines[0]?.["detail"]).toContain("must be one of a, b");
  expect(counted).toEqual(["InvalidConfiguration"]);
  expect(list.value).toBeUndefined();
});

test("a field that another release may know is a warning, and nobody is woken for it", async () => {
  const parameter = `${prefix}/providers/one`;
  cache.add("providers/one", json(z.strictObject({ key: z.string() })));
  texts.set(parameter, '{"key":"ann@example.com","newer":"ann@example.com"}');
  const { lines, counted } = await told();
  expect(lines).toMatchObject([
    { level: "WARN", message: "unknown configuration passed over", kind: "fields", unknown: 1 },
  ]);
  expect(lines).toMatchObject([{ parameter }]);
  expect(counted).toEqual([]);
});

test("a name in a list was meant to do something, and is counted", async () => {
  cache.add("list", listOf(["a", "b"]));
  texts.set(`${prefix}/list`, "a,ann@example.com,newer");
  const { lines, counted } = await told();
  expect(lines).toMatchObject([{ level: "WARN", kind: "names", unknown: 2 }]);
  expect(counted).toEqual(["InvalidConfiguration"]);
});

test("a parameter that is denied is an error, and counted as unavailable", async () => {
  cache.add("list", listOf(["a", "b"]));
  const cause = Object.assign(new Error("ann@example.com"), { name: "AccessDeniedException" });
  texts.set(`${prefix}/list`, { cause });
  const { lines, counted } = await told();
  expect(lines).toMatchObject([
    {
      level: "ERROR",
      message: "configuration unavailable",
      parameter: `${prefix}/list`,
      code: "AccessDeniedException",
    },
  ]);
  expect(counted).toEqual(["ConfigurationUnavailable"]);
});

test("a refresh that fails is a warning: the last good values stay", async () => {
  const list = cache.add("list", listOf(["a", "b"]));
  texts.set(`${prefix}/list`, "a");
  await cache.refresh();
  isDown = true;
  const { lines, counted } = await told();
  expect(lines).toMatchObject([
    { level: "WARN", message: "configuration not refreshed", inForce: "last good value" },
  ]);
  expect(counted).toEqual([]);
  expect(list.value).toEqual(["a"]);
});

test("a first reading that fails for two seconds, with pauses, is an error and counted", async () => {
  cache.add("list", listOf(["a", "b"]));
  isDown = true;
  const startedAt = Date.now();
  const { lines, counted } = await told();
  expect(lines).toMatchObject([{ level: "ERROR", parameter: prefix, inForce: "nothing" }]);
  expect(counted).toEqual(["ConfigurationUnavailable"]);
  expect(Date.now() - startedAt).toBeLessThan(3_000);
  expect(reads).toBeGreaterThan(2);
  expect(reads).toBeLessThan(12);
});
