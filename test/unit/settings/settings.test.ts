import { beforeEach, describe, expect, test } from "vitest";
import * as z from "zod/mini";
import type { DeniedParameter } from "../../../lambdas/core/ports/parameters.ts";
import { ConfigurationUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { baseUrlSetting } from "../../../lambdas/providers/settings.ts";
import type { ParameterCache } from "../../../lambdas/settings/parameter-cache.ts";
import type { Setting } from "../../../lambdas/settings/setting.ts";
import { addSetting } from "../../../lambdas/settings/setting.ts";
import { settings, settingsOf, settingsReadBy } from "../../../lambdas/settings/settings.ts";
import { InMemoryParameterCopy } from "../../support/in-memory/parameter-copy.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { testParameterCache } from "../../support/parameter-cache.ts";

const deployment = {
  stage: "test",
  enabledChannels: ["sms"],
  responsesPerHour: 300,
  limits: {},
  channels: {
    sms: { providers: ["one"], allowedProviders: ["one", "two"] },
    email: { providers: ["two"], allowedProviders: ["two"] },
  },
};

/** Whether the stack makes the parameter before it has an API. */
function isMade({ firstValue }: Setting<unknown>): boolean {
  return firstValue !== undefined;
}

let parameters: Map<string, string | DeniedParameter>;
let cache: ParameterCache;

beforeEach(() => {
  parameters = new Map();
  cache = testParameterCache(async () => parameters, new VirtualTime(), { cacheSeconds: 0 });
});

describe("a setting", () => {
  test("is its fallback until the parameter has a good value, which then stays", async () => {
    const limit = addSetting(cache, settings.responsesPerHour(deployment));
    const values: number[] = [];
    for (const text of [undefined, "hush", "7", "hush"]) {
      if (text !== undefined) {
        parameters.set("/herald/test/throttle/responses-per-hour", text);
      }
      await cache.refresh();
      values.push(limit.value);
    }
    expect(values).toEqual([300, 300, 7, 7]);
  });

  test("that AWS never gave out has no value to go by, and its fallback is none", async () => {
    const cause = Object.assign(new Error("no"), { name: "AccessDeniedException" });
    const limit = addSetting(cache, settings.responsesPerHour(deployment));
    parameters.set("/herald/test/throttle/responses-per-hour", { cause });
    await cache.refresh();
    expect(() => limit.value).toThrow(ConfigurationUnavailable);
    parameters.set("/herald/test/throttle/responses-per-hour", "7");
    await cache.refresh();
    parameters.set("/herald/test/throttle/responses-per-hour", { cause });
    await cache.refresh();
    expect(limit.value).toBe(7);
  });

  test("that is added twice is one parameter", async () => {
    const list = settings.channelProviders("sms", deployment.channels.sms);
    const [first, second] = [addSetting(cache, list), addSetting(cache, list)];
    parameters.set("/herald/test/channels/sms/providers", "two");
    await cache.refresh();
    expect([first.value, second.value]).toEqual([{ accounts: ["two"] }, { accounts: ["two"] }]);
  });

  test.each(settingsOf(deployment, [{ id: "one", firstSettings: "{}" }]).filter(isMade))(
    "$name has a first value that its schema takes",
    ({ schema, firstValue }) => {
      expect(schema.safeParse(firstValue).success).toBe(true);
    },
  );
});

describe("a provider's baseUrl", () => {
  const settingsSchema = z.object({ baseUrl: z.optional(baseUrlSetting) });
  const settingsIn = (stage: string, baseUrl?: string) =>
    settings
      .providerSettings({ id: "one", settingsSchema }, stage)
      .schema.safeParse(JSON.stringify({ baseUrl }));

  test.each(["https://api.example.com", undefined])("may be %s in any stage", (baseUrl) => {
    expect(settingsIn("production", baseUrl).data).toEqual({ baseUrl });
  });

  test.each(["http://api.example.com", "HTTP://api.example.com", " http://api.example.com"])(
    "may be %s in the local stage alone",
    (baseUrl) => {
      expect(settingsIn("local", baseUrl).success).toBe(true);
      const issue = { path: ["baseUrl"], message: expect.stringContaining("must be an https URL") };
      for (const stage of ["sandbox", "production", "none"]) {
        expect(settingsIn(stage, baseUrl).error?.issues).toMatchObject([issue]);
      }
    },
  );

  test("that is http leaves the last good settings in force", async () => {
    const baseUrl = "https://api.example.com";
    const current = addSetting(
      cache,
      settings.providerSettings({ id: "one", settingsSchema }, "production"),
    );
    parameters.set("/herald/test/providers/one", JSON.stringify({ baseUrl }));
    await cache.refresh();
    parameters.set("/herald/test/providers/one", '{"baseUrl":"http://api.example.com"}');
    await cache.refresh();
    expect(current.value).toEqual({ baseUrl });
  });
});

test.each([
  ["sms,fax", "must be one of sms, email"],
  ["sms,sms", "names something twice"],
])("the enabled channels are not %s", (text, fault) => {
  const { schema } = settings.enabledChannels(deployment);
  const { error } = schema.safeParse(text);
  expect(error?.issues.map(({ message }) => message)).toEqual([fault]);
});

describe("a channel's providers", () => {
  const list = settings.channelProviders("sms", deployment.channels.sms);

  test.each([
    ["two,one", { accounts: ["two", "one"] }],
    ["one-otp, one", { accounts: ["one-otp", "one"] }],
    [
      '{"two":20,"one-otp":80,"one":0}',
      { accounts: ["two", "one-otp", "one"], weights: { two: 20, "one-otp": 80, one: 0 } },
    ],
    [' {"two": 1}', { accounts: ["two"], weights: { two: 1 } }],
  ])("may be %s", (text, value) => {
    expect(list.schema.safeParse(text).data).toEqual(value);
  });

  test.each([
    ["", "must be one of one, two, or an account of one, as one-otp"],
    ["one,three", "must be one of one, two, or an account of one, as one-otp"],
    ["one,one", "names something twice"],
    ["one-", "must be one of one, two, or an account of one, as one-otp"],
    ["{one:80}", "is not JSON"],
    ['{"one":-1}', "must be a weight from 0 to 1000000"],
    ['{"one":"80"}', "must be a weight from 0 to 1000000"],
    ['{"one":1e999}', "must be a weight from 0 to 1000000"],
    ['{"one":0}', "must give an account a weight above 0"],
    ["{}", "must give an account a weight above 0"],
  ])("are not %j", (text, fault) => {
    const { error } = list.schema.safeParse(text);
    expect(error?.issues.map(({ message }) => message)).toEqual([fault]);
  });

  test.each([
    ["one,three", { accounts: ["one"] }],
    ['{"one":80,"three":20}', { accounts: ["one"], weights: { one: 80 } }],
  ])("that another release knows are passed over: %s", async (text, value) => {
    const current = addSetting(cache, list);
    parameters.set("/herald/test/channels/sms/providers", text);
    await cache.refresh();
    expect(current.value).toEqual(value);
  });
});

test.each([
  ["300", 300],
  ["999999999", 999_999_999],
  ["1234567890", undefined],
  ["x7", undefined],
  ["7x", undefined],
  ["", undefined],
])("a limit of %j is %s", (text, limit) => {
  const { schema } = settings.responsesPerHour(deployment);
  expect(schema.safeParse(text).data).toBe(limit);
});

test("settings that may hold a secret are not shared, those without one may be", () => {
  const sharing = testParameterCache(async () => parameters, new VirtualTime(), {
    copy: new InMemoryParameterCopy(),
  });
  const [secret, open] = [{ id: "one" }, { id: "two", firstSettings: "{}" }];
  expect(() => addSetting(sharing, settings.providerSettings(secret, "sandbox"))).toThrow(
    "is secret",
  );
  expect(() => addSetting(sharing, settings.providerSettings(open, "sandbox"))).not.toThrow();
});

test("a function reads what it is for, and no provider's secret besides", () => {
  const read = (reader: Parameters<typeof settingsReadBy>[0]) =>
    settingsReadBy(reader, deployment, [{ id: "one" }]).map(({ name }) => name);
  expect(read("deployment")).toEqual(["enabled-channels"]);
  expect(read("receipts")).toEqual(expect.arrayContaining(["providers/one", "public-url"]));
  expect(read("receipts").filter((name) => name.startsWith("channels/"))).toEqual([]);
  for (const reader of ["intake", "operations"] as const) {
    expect(read(reader)).toContain("channels/email/providers");
    expect(read(reader).filter((name) => name.startsWith("providers/"))).toEqual([]);
  }
});

test("the address that receipts are posted to has no slash at its end", async () => {
  const publicUrl = addSetting(cache, settings.publicUrl());
  await cache.refresh();
  expect(publicUrl.value).toBeUndefined();
  parameters.set("/herald/test/public-url", "https://notify.example.com/v1/");
  await cache.refresh();
  expect(publicUrl.value).toBe("https://notify.example.com/v1");
});
