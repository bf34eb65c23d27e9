import { beforeEach, expect, test } from "vitest";
import { ConfigurationUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import type { CallbackSources } from "../../../lambdas/functions/receipts/callback-sources.ts";
import { callbackSources } from "../../../lambdas/functions/receipts/callback-sources.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { testParameterCache } from "../../support/parameter-cache.ts";

const publicUrl = "https://notify.example.com";
const twilioKeys = (key: string) => ({
  accountSid: `AC${key.repeat(32)}`,
  authToken: key.repeat(32),
});

let parameters: Map<string, string | { cause: Error }>;
let reads: string[][];
let time: VirtualTime;
let sources: CallbackSources;

beforeEach(async () => {
  time = new VirtualTime();
  reads = [];
  parameters = new Map([["/herald/test/public-url", publicUrl]]);
  const newCache = () =>
    testParameterCache(async (names) => {
      reads.push(names.map((name) => name.slice("/herald/test/".length)));
      return parameters;
    }, time);
  sources = await callbackSources(newCache, ["twilio", "messenger"], time);
});

function put(account: string, settings: unknown): void {
  parameters.set(`/herald/test/providers/${account}`, JSON.stringify(settings));
}

const keysOf = async (account: string) => (await sources.get("twilio")?.keysOf(account))?.keys;

test("a provider's keys that AWS does not give out are no missing keys, and the others' are there", async () => {
  const cause = Object.assign(new Error("no"), { name: "AccessDeniedException" });
  parameters.set("/herald/test/providers/twilio", { cause });
  put("messenger", { appSecret: "hush", verifyToken: "hush" });
  await expect(keysOf("twilio")).rejects.toThrow(ConfigurationUnavailable);
  expect(await sources.get("messenger")?.keysOf("messenger")).toEqual({
    keys: { appSecret: "hush", verifyToken: "hush" },
    publicUrl,
  });
});

test("an account's callbacks are checked with its own keys, which change with its settings", async () => {
  put("twilio", twilioKeys("a"));
  put("twilio-otp", { provider: "twilio", ...twilioKeys("b") });
  expect(await keysOf("twilio")).toEqual(twilioKeys("a"));
  expect(await keysOf("twilio-otp")).toEqual(twilioKeys("b"));
  put("twilio-otp", { provider: "twilio", ...twilioKeys("c") });
  expect(await keysOf("twilio-otp")).toEqual(twilioKeys("b"));
  time.advance(20_000);
  expect(await keysOf("twilio-otp")).toEqual(twilioKeys("c"));
});

test("names that are no account's are looked for once a second, whatever they are", async () => {
  put("twilio-otp", { provider: "twilio", ...twilioKeys("b") });
  expect(await keysOf("twilio-otp")).toBeDefined();
  time.advance(1_000);
  expect(await keysOf("twilio-none")).toBeUndefined();
  const before = reads.length;
  for (let forged = 0; forged < 50; forged += 1) {
    await expect(keysOf(`twilio-${forged}`)).rejects.toThrow(ConfigurationUnavailable);
  }
  expect(await keysOf("twilio-otp")).toBeDefined();
  expect(reads.length).toBe(before);
  time.advance(1_000);
  put("twilio-none", { provider: "twilio", ...twilioKeys("d") });
  expect(await keysOf("twilio-none")).toEqual(twilioKeys("d"));
});

test("of many accounts the one that came first is forgotten, and found again", async () => {
  for (let account = 0; account <= 100; account += 1) {
    put(`twilio-${account}`, { provider: "twilio", ...twilioKeys("b") });
    time.advance(1_000);
    await keysOf(`twilio-${account}`);
  }
  time.advance(1_000);
  const looks = async (account: string) => {
    const before = reads.flat().filter((name) => name === `providers/${account}`).length;
    await keysOf(account);
    return reads.flat().filter((name) => name === `providers/${account}`).length - before;
  };
  expect([await looks("twilio-100"), await looks("twilio-0")]).toEqual([0, 1]);
});
