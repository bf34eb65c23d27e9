import { beforeEach, expect, test } from "vitest";
import * as z from "zod/mini";
import { findParameterFaults } from "../../../cli/doctor/check-parameters.ts";
import type { DeniedParameter } from "../../../lambdas/core/ports/parameters.ts";
import type { ProviderModule } from "../../../lambdas/providers/provider-module.ts";
import { providerSettingsSchema } from "../../../lambdas/providers/provider-module.ts";
import { settingsOf } from "../../../lambdas/settings/settings.ts";
import { deploymentConfigSchema } from "../../../lib/deployment-config.ts";

const channel = { retryDelaysSeconds: [1] };
const config = deploymentConfigSchema.parse({
  stage: "test",
  region: "eu-west-1",
  production: false,
  retentionDays: 1,
  authentication: "iam",
  enabledChannels: ["sms"],
  responsesPerHour: 300,
  limits: {},
  requestThrottling: { ratePerSecond: 1, burst: 1 },
  configurationCacheSeconds: 0,
  channels: {
    sms: { ...channel, providers: ["one"], allowedProviders: ["one", "two"] },
    email: { ...channel, providers: ["two"] },
  },
});

const settingsSchema = z.extend(providerSettingsSchema, { key: z.string("must be text") });
const modules = ["one", "two"].map(
  (id) => ({ id, address: "phoneNumber", settingsSchema }) as unknown as ProviderModule,
);

let parameters: Map<string, string | DeniedParameter>;

beforeEach(() => {
  const firstValues = settingsOf(config, modules).flatMap(({ name, firstValue }) =>
    firstValue === undefined ? [] : [[`/herald/test/${name}`, firstValue] as const],
  );
  parameters = new Map([
    ...firstValues,
    ["/herald/test/providers/one", '{"key":"a"}'],
    ["/herald/test/providers/two", '{"key":"b"}'],
  ]);
});

async function find(): Promise<string[]> {
  const read = async () => parameters;
  const findings = await findParameterFaults(read, "/herald/test", config, modules);
  return findings.map(({ where, what }) => `${where}: ${what}`);
}

test("nothing is found in first values with settings for each provider", async () => {
  expect(await find()).toEqual([]);
});

test("a provider that is called over http is named", async () => {
  parameters.set("/herald/test/providers/one", '{"key":"a","baseUrl":"http://one.example.com"}');
  expect(await find()).toEqual([
    "parameter /herald/test/providers/one: baseUrl: must be an https URL; http is for the stage local alone",
  ]);
});

test("each bad parameter is named with what is wrong, and never with its value", async () => {
  parameters.set("/herald/test/enabled-channels", "sms,hush");
  parameters.set("/herald/test/throttle/responses-per-hour", "hush");
  parameters.set("/herald/test/channels/email/providers", "one");
  parameters.set("/herald/test/providers/one", '{"key":17,"hidden":"hush"}');
  parameters.set("/herald/test/providers/two", "hush");
  parameters.set("/herald/test/public-url", "hush");
  expect(await find()).toEqual([
    "parameter /herald/test/enabled-channels: 1: must be one of sms, email",
    "parameter /herald/test/throttle/responses-per-hour: must be a whole number",
    "parameter /herald/test/channels/email/providers: 0: must be one of two, or an account of one, as two-otp",
    "parameter /herald/test/providers/one: key: must be text; unknown field hidden",
    "parameter /herald/test/providers/two: is not JSON",
    "parameter /herald/test/public-url: must be an http or https URL",
  ]);
});

test("a parameter that must exist and does not is named", async () => {
  parameters.delete("/herald/test/enabled-channels");
  parameters.delete("/herald/test/channels/sms/providers");
  expect(await find()).toEqual([
    "parameter /herald/test/enabled-channels: does not exist",
    "parameter /herald/test/channels/sms/providers: does not exist",
  ]);
});

test("a provider in use without settings is named with the channels that use it", async () => {
  parameters.delete("/herald/test/providers/two");
  expect(await find()).toEqual(["provider two: has no settings, and is used by email"]);
  parameters.set("/herald/test/channels/sms/providers", "one,two");
  expect(await find()).toEqual(["provider two: has no settings, and is used by sms, email"]);
});

test("a provider that is only allowed needs no settings", async () => {
  parameters.delete("/herald/test/providers/one");
  parameters.set("/herald/test/channels/sms/providers", "two");
  expect(await find()).toEqual([]);
});

test("a parameter that may not be read is named with AWS's reason, and the others are checked", async () => {
  const cause = Object.assign(new Error("hush"), { name: "AccessDeniedException" });
  parameters.set("/herald/test/providers/one", { cause });
  parameters.set("/herald/test/channels/email/providers", { cause });
  parameters.set("/herald/test/throttle/responses-per-hour", "hush");
  expect(await find()).toEqual([
    "parameter /herald/test/throttle/responses-per-hour: must be a whole number",
    "parameter /herald/test/channels/email/providers: could not be read: AccessDeniedException",
    "parameter /herald/test/providers/one: could not be read: AccessDeniedException",
  ]);
});

test("what is only not known is named, since functions pass it over without an alarm", async () => {
  parameters.set("/herald/test/providers/one", '{"key":"a","timeOutMs":100}');
  parameters.set("/herald/test/channels/sms/providers", "one,tow");
  expect(await find()).toEqual([
    "parameter /herald/test/channels/sms/providers: 1: must be one of one, two, or an account of one, as one-otp",
    "parameter /herald/test/providers/one: unknown field timeOutMs",
  ]);
});

test("an account on a list is checked as its provider is", async () => {
  parameters.set("/herald/test/channels/sms/providers", "one-otp,one,two-a");
  parameters.set("/herald/test/providers/two-a", '{"provider":"one","key":"a"}');
  expect(await find()).toEqual([
    "parameter /herald/test/providers/two-a: provider: must be two, as the account's name begins",
    "provider one-otp: has no settings, and is used by sms",
  ]);
  parameters.set("/herald/test/providers/one-otp", '{"provider":"one","key":"a"}');
  parameters.set("/herald/test/providers/two-a", '{"provider":"two","key":"a"}');
  expect(await find()).toEqual([]);
});
