import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import * as z from "zod/mini";
import type { ConfiguredProvider } from "../../../lambdas/core/ports/configuration.ts";
import type { DeniedParameter, ReadParameters } from "../../../lambdas/core/ports/parameters.ts";
import type { ProviderMessage } from "../../../lambdas/core/provider.ts";
import type { SsmProviderRoster } from "../../../lambdas/functions/channel/provider-roster.ts";
import { ssmProviderRoster } from "../../../lambdas/functions/channel/provider-roster.ts";
import type { SendingProvider } from "../../../lambdas/providers/load-providers.ts";
import type { ProviderSettings } from "../../../lambdas/providers/provider-module.ts";
import { providerSettingsSchema } from "../../../lambdas/providers/provider-module.ts";

import { logger } from "../../../lambdas/runtime/logger.ts";
import { metrics } from "../../../lambdas/runtime/metrics.ts";

import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { testParameterCache } from "../../support/parameter-cache.ts";

interface KeyedSettings extends ProviderSettings {
  readonly key: string;
}

const schema = z.extend(providerSettingsSchema, { key: z.string("must be text") });
const message: ProviderMessage = {
  to: "+48600100200",
  text: "Hi",
  userId: "u-42",
  notificationId: "id",
  channel: "sms",
};

let parameters: Map<string, string | DeniedParameter>;
let created: string[];
let time: VirtualTime;
let roster: SsmProviderRoster;

beforeEach(() => {
  time = new VirtualTime();
  created = [];
  parameters = new Map([
    ["/herald/test/channels/sms/providers", "one,two"],
    ["/herald/test/providers/one", '{"key":"first","timeoutMs":500}'],
    ["/herald/test/providers/two", '{"key":"second"}'],
  ]);
  const read: ReadParameters = async (names) =>
    new Map([...parameters].filter(([name]) => names.includes(name)));
  const cache = testParameterCache(read, time);
  roster = ssmProviderRoster(
    cache,
    "sms",
    [module("one"), module("two"), module("three")],
    (settings) => `of ${settings}`,
  );
});

afterEach(() => {
  vi.restoreAllMocks();
  metrics.clearMetrics();
});

function module(id: string): SendingProvider {
  const keyed = {
    id,
    address: "phoneNumber" as const,
    settingsSchema: schema,
    create: ({ key }: KeyedSettings, publicUrl?: string) => {
      created.push([id, key, ...(publicUrl === undefined ? [] : [publicUrl])].join(" "));
      return { send: async () => ({ kind: "accepted" as const, providerMessageId: key }) };
    },
  };
  return keyed as SendingProvider;
}

/** The providers that have settings. */
async function configured(): Promise<ConfiguredProvider[]> {
  return (await roster.read()).filter((each) => "send" in each);
}

async function send(index: number) {
  const providers = await configured();
  return providers[index]?.send(message, new AbortController().signal);
}

test("the list gives the providers, in its order, with their settings applied", async () => {
  const providers = await configured();
  expect(providers.map(({ id, timeoutMs }) => [id, timeoutMs])).toEqual([
    ["one", 500],
    ["two", 3_000],
  ]);
  expect(await send(1)).toEqual({ kind: "accepted", providerMessageId: "second" });
});

test("a changed list and changed settings take effect after the cache time", async () => {
  await roster.read();
  parameters.set("/herald/test/channels/sms/providers", "two");
  parameters.set("/herald/test/providers/two", '{"key":"changed"}');
  time.advance(20_000);
  expect((await roster.read()).map(({ id }) => id)).toEqual(["two"]);
  expect(await send(0)).toEqual({ kind: "accepted", providerMessageId: "changed" });
});

test("a provider is made once for its settings", async () => {
  await roster.read();
  await roster.read();
  expect(created).toEqual(["one first", "two second"]);
});

test("a provider is made anew for another public URL, which has no slash at the end", async () => {
  await roster.read();
  parameters.set("/herald/test/public-url", "https://notify.example.com/");
  time.advance(20_000);
  await roster.read();
  expect(created.slice(2)).toEqual([
    "one first https://notify.example.com",
    "two second https://notify.example.com",
  ]);
  expect(roster.publicUrl()).toBe("https://notify.example.com");
});

test("a provider's mark is another for other settings, and the same for another public URL", async () => {
  const mark = async () => (await configured())[0]?.settingsMark;
  const first = await mark();
  parameters.set("/herald/test/public-url", "https://notify.example.com");
  time.advance(20_000);
  expect(await mark()).toBe(first);
  parameters.set("/herald/test/providers/one", '{"key":"changed","timeoutMs":500}');
  time.advance(20_000);
  expect(await mark()).not.toBe(first);
});

test("settings that went wrong leave the last good ones in force", async () => {
  await roster.read();
  parameters.set("/herald/test/providers/one", "{");
  time.advance(20_000);
  expect(await send(0)).toEqual({ kind: "accepted", providerMessageId: "first" });
});

describe("a provider whose settings were never good", () => {
  test("is listed without what sends, and the log says so once", async () => {
    const warn = vi.spyOn(logger, "warn").mockImplementation(() => {});
    parameters.set("/herald/test/channels/sms/providers", "three,one");
    for (let reading = 0; reading < 3; reading += 1) {
      expect(await roster.read()).toMatchObject([{ id: "three" }, { id: "one" }]);
      expect((await configured()).map(({ id }) => id)).toEqual(["one"]);
    }
    expect(warn.mock.calls).toEqual([["provider without settings", { provider: "three" }]]);
  });

  test("is one as soon as it has settings", async () => {
    parameters.set("/herald/test/channels/sms/providers", "three,one");
    await roster.read();
    parameters.set("/herald/test/providers/three", '{"key":"third"}');
    time.advance(20_000);
    expect((await configured()).map(({ id }) => id)).toEqual(["three", "one"]);
    expect(await send(0)).toEqual({ kind: "accepted", providerMessageId: "third" });
  });

  test("counts as a fault where there is no other", async () => {
    const addMetric = vi.spyOn(metrics, "addMetric");
    await roster.read();
    expect(addMetric).not.toHaveBeenCalled();
    parameters.set("/herald/test/channels/sms/providers", "three");
    time.advance(20_000);
    expect(await configured()).toEqual([]);
    expect(addMetric.mock.calls.map(([name]) => name)).toEqual(["MisconfiguredProvider"]);
  });
});

test("a list that was never good leaves the deployed one in force", async () => {
  parameters.set("/herald/test/channels/sms/providers", "carrier-pigeon");
  expect((await configured()).map(({ id }) => id)).toEqual(["one", "two"]);
});

describe("a provider whose settings AWS does not give out", () => {
  const denied = { cause: Object.assign(new Error("no"), { name: "AccessDeniedException" }) };

  test("is passed over, and the others are there", async () => {
    parameters.set("/herald/test/providers/one", denied);
    expect((await configured()).map(({ id }) => id)).toEqual(["two"]);
    parameters.set("/herald/test/providers/one", '{"key":"first"}');
    time.advance(20_000);
    expect((await configured()).map(({ id }) => id)).toEqual(["one", "two"]);
  });

  test("goes on by the settings that it had", async () => {
    await roster.read();
    parameters.set("/herald/test/providers/one", denied);
    time.advance(20_000);
    expect(await send(0)).toEqual({ kind: "accepted", providerMessageId: "first" });
  });

  test.each(["one", "three,one"])(
    "makes the channel wait where there is no other with settings: %s",
    async (list) => {
      parameters.set("/herald/test/channels/sms/providers", list);
      parameters.set("/herald/test/providers/one", denied);
      await expect(roster.read()).rejects.toMatchObject({
        name: "ConfigurationUnavailable",
        parameter: "/herald/test/providers/one",
      });
    },
  );
});

test("where receipts go is not known where AWS does not tell, and messages go out", async () => {
  parameters.set("/herald/test/public-url", { cause: new Error("no") });
  expect(await send(0)).toMatchObject({ kind: "accepted" });
  expect(created).toEqual(["one first", "two second"]);
  expect(roster.publicUrl()).toBeUndefined();
});

test("an account has settings of its own, and goes by its name", async () => {
  parameters.set("/herald/test/channels/sms/providers", "one-otp,one");
  parameters.set("/herald/test/providers/one-otp", '{"provider":"one","key":"otp"}');
  const providers = await configured();
  expect(providers.map(({ id }) => id)).toEqual(["one-otp", "one"]);
  expect(await send(0)).toEqual({ kind: "accepted", providerMessageId: "otp" });
  expect(await send(1)).toEqual({ kind: "accepted", providerMessageId: "first" });
});

test("an account that a list names later is there at once, and is read again with the others", async () => {
  await roster.read();
  parameters.set("/herald/test/channels/sms/providers", "two-otp");
  parameters.set("/herald/test/providers/two-otp", '{"key":"otp"}');
  time.advance(20_000);
  expect(await send(0)).toEqual({ kind: "accepted", providerMessageId: "otp" });
  parameters.set("/herald/test/providers/two-otp", '{"key":"changed"}');
  time.advance(20_000);
  expect(await send(0)).toEqual({ kind: "accepted", providerMessageId: "changed" });
});

test.each([
  ["one-otp", undefined],
  ["one-otp", '{"provider":"two","key":"otp"}'],
  ["one-otp", '{"provider":1,"key":"otp"}'],
])("an account without good settings is passed over: %s %s", async (account, text) => {
  parameters.set("/herald/test/channels/sms/providers", `${account},two`);
  if (text !== undefined) {
    parameters.set(`/herald/test/providers/${account}`, text);
  }
  expect((await roster.read()).map(({ id }) => id)).toEqual([account, "two"]);
  expect((await configured()).map(({ id }) => id)).toEqual(["two"]);
});

test("weights come with the providers, whatever their order", async () => {
  parameters.set("/herald/test/channels/sms/providers", '{"two":20,"one":80,"three":0}');
  const weights = (await roster.read()).map(({ id, weight }) => [id, weight]);
  expect(weights).toEqual([
    ["two", 20],
    ["one", 80],
    ["three", 0],
  ]);
});
