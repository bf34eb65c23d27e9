import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { Template } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { channelEnvironment } from "../../lambdas/functions/channel/env.ts";
import { intakeEnvironment } from "../../lambdas/functions/intake/env.ts";
import { operationsEnvironment } from "../../lambdas/functions/operations/env.ts";
import { pagesEnvironment } from "../../lambdas/functions/pages/env.ts";
import { receiptsEnvironment } from "../../lambdas/functions/receipts/env.ts";
import { trackingEnvironment } from "../../lambdas/functions/tracking/env.ts";
import { parseEnvironment } from "../../lambdas/runtime/environment.ts";
import { reservedConcurrency } from "../../lib/concurrency.ts";
import type { DeploymentConfig } from "../../lib/deployment-config.ts";
import type { Resource } from "./synthesize.ts";
import {
  functionsOf,
  makeStack,
  projectFolder,
  shippedConfig,
  templateOf,
  written,
} from "./synthesize.ts";

/** The stage with channels of every kind: several addresses, and none. */
const config = shippedConfig("local");
const { stack, bundledFolders } = makeStack(config);
const template = Template.fromStack(stack);
const functions = functionsOf(template, "local");

test("every folder with a handler is a function, and every function has one", () => {
  const folder = resolve(projectFolder, "lambdas", "functions");
  const withHandler = readdirSync(folder).filter((name) =>
    existsSync(resolve(folder, name, "handler.ts")),
  );
  expect([...bundledFolders].toSorted()).toEqual(withHandler.toSorted());
});

test("every function has a log that is not kept for ever", () => {
  for (const resource of functions.values()) {
    expect(resource.Properties).toMatchObject({
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Handler: "index.handler",
    });
    const log = template.toJSON()["Resources"][resource.Properties.LoggingConfig.LogGroup.Ref];
    expect(log.Properties.LogGroupName).toBe(`/aws/lambda/${resource.Properties.FunctionName}`);
    expect(log.Properties.RetentionInDays).toBe(30);
  }
});

test("intake's environment fits its schema", () => {
  const environment = parseEnvironment(intakeEnvironment, environmentOf(functions.get("intake")));
  expect(environment).toMatchObject({
    PARAMETER_PREFIX: "/herald/local",
    DEFAULT_ENABLED_CHANNELS: config.enabledChannels,
    DEFAULT_RESPONSES_PER_HOUR: config.responsesPerHour,
    DEFAULT_LIMITS: config.limits,
    RETENTION_DAYS: config.retentionDays,
    CONFIGURATION_CACHE_SECONDS: config.configurationCacheSeconds,
  });
  expect(Object.keys(environment.CHANNELS)).toEqual(Object.keys(config.channels));
  expect(environment.CHANNELS["mix"]?.addresses).toEqual({
    pushy: "pushToken",
    ses: "email",
    twilio: "phoneNumber",
  });
  expect(environment.CHANNELS["fail"]?.addresses).toEqual({ "always-fail": null });
  expect(environment.CHANNELS["sms"]?.queueUrl).toMatch(/^<Channelsms.*Queue/);
});

test("tracking's environment fits its schema", () => {
  const environment = parseEnvironment(
    trackingEnvironment,
    environmentOf(functions.get("tracking")),
  );
  expect(environment.CHANNELS).toEqual(Object.keys(config.channels));
});

test("operations' environment fits its schema", () => {
  const environment = parseEnvironment(
    operationsEnvironment,
    environmentOf(functions.get("operations")),
  );
  expect(environment).toMatchObject({
    PARAMETER_PREFIX: "/herald/local",
    DEFAULT_ENABLED_CHANNELS: config.enabledChannels,
    RETENTION_DAYS: config.retentionDays,
    CONFIGURATION_CACHE_SECONDS: config.configurationCacheSeconds,
  });
  expect(Object.keys(environment.CHANNELS)).toEqual(Object.keys(config.channels));
  expect(environment.CHANNELS["sms"]).toEqual({
    queueUrl: expect.stringMatching(/^<Channelsms.*Queue/),
    deadLetterUrl: expect.stringMatching(/^<Channelsms.*DeadLetterQueue/),
    providers: config.channels["sms"]?.allowedProviders,
  });
});

test.each(["receipts", "receipts-queue"])("the environment of %s fits its schema", (name) => {
  const environment = parseEnvironment(receiptsEnvironment, environmentOf(functions.get(name)));
  expect(environment).toMatchObject({
    PARAMETER_PREFIX: "/herald/local",
    QUEUE_URL: expect.stringMatching(/^<ReceiptsQueue/),
    CALLBACK_PROVIDERS: ["twilio", "sendgrid", "messenger"],
    RETENTION_DAYS: config.retentionDays,
    CONFIGURATION_CACHE_SECONDS: config.configurationCacheSeconds,
  });
});

test("the two functions of receipts have one code", () => {
  const [one, other] = ["receipts", "receipts-queue"].map(
    (name) => functions.get(name)?.Properties,
  );
  expect(one?.Code).toEqual(other?.Code);
});

describe("what anybody can call has executions of its own", () => {
  const reserved = (concurrency: Partial<DeploymentConfig["concurrency"]>) => {
    const production = shippedConfig("production");
    const stage = templateOf({
      ...production,
      concurrency: { requests: 5, receipts: 10, ...concurrency },
    });
    return Object.fromEntries(
      [...functionsOf(stage, "production")].flatMap(([name, { Properties }]) => {
        const executions = Properties.ReservedConcurrentExecutions;
        return executions === undefined ? [] : [[name, executions]];
      }),
    );
  };

  test("where the account is known to have room for them", () => {
    expect(reserved({ account: 1_000 })).toEqual({ receipts: 100, pages: 10 });
    expect(reserved({ account: 210 })).toEqual({ receipts: 100, pages: 10 });
  });

  test.each([undefined, 10, 209])("and none by itself in an account of %s", (account) => {
    expect(reserved({ ...(account !== undefined && { account }) })).toEqual({});
  });

  test("as many as the configuration says", () => {
    expect(reserved({ account: 1_000, callbacks: 20 })).toEqual({ receipts: 20, pages: 10 });
    expect(reserved({ callbacks: 20, pages: 2 })).toEqual({ receipts: 20, pages: 2 });
  });

  test("in the shipped production, and not in a sandbox, whose account may be new", () => {
    const of = (stage: string) => reservedConcurrency(shippedConfig(stage));
    expect(of("production")).toEqual({ callbacks: 100, pages: 10 });
    expect(of("sandbox")).toEqual({});
    expect(of("local")).toEqual({});
  });
});

test("pages' environment fits its schema", () => {
  const environment = environmentOf(functions.get("pages"));
  const { AUTHENTICATION } = parseEnvironment(pagesEnvironment, environment);
  expect(AUTHENTICATION).toBe(config.authentication);
});

describe.each(Object.entries(config.channels))("the channel %s", (channel, channelConfig) => {
  test("has an environment that fits its schema", () => {
    const environment = parseEnvironment(
      channelEnvironment,
      environmentOf(functions.get(`channel-${channel}`)),
    );
    expect(environment).toMatchObject({
      CHANNEL: channel,
      PARAMETER_PREFIX: "/herald/local",
      ALLOWED_PROVIDERS: channelConfig.allowedProviders,
      RETRY_DELAYS_SECONDS: channelConfig.retryDelaysSeconds,
      AFTER_UNKNOWN: channelConfig.afterUnknown,
      RETENTION_DAYS: config.retentionDays,
      CONFIGURATION_CACHE_SECONDS: config.configurationCacheSeconds,
    });
  });
});

function environmentOf(resource: Resource | undefined): Record<string, string> {
  const variables = Object.entries(resource?.Properties.Environment.Variables ?? {});
  return Object.fromEntries(variables.map(([name, value]) => [name, written(value)]));
}
