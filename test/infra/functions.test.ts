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
import { parseEnvironment, stageVariable } from "../../lambdas/runtime/environment.ts";
import { metricDimensions } from "../../lambdas/runtime/metric-dimensions.ts";
import { reservedConcurrency } from "../../lib/concurrency.ts";
import type { ChannelConfig, DeploymentConfig } from "../../lib/deployment-config.ts";
import type { Resource } from "./synthesize.ts";
import {
  functionsOf,
  makeStack,
  namedIn,
  projectFolder,
  resourcesOf,
  shippedConfig,
  templateOf,
  written,
} from "./synthesize.ts";

/** The stage with channels of every kind: several addresses, and none; one keeps what is unknown. */
const shipped = shippedConfig("local");
const sms: ChannelConfig = {
  ...shipped.channels["sms"],
  afterUnknown: "hold",
  order: "weighted",
} as ChannelConfig;
const config: DeploymentConfig = { ...shipped, channels: { ...shipped.channels, sms } };
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

test("no function is slower to start than those with the memory that was measured", () => {
  for (const { Properties } of functions.values()) {
    expect(Properties.MemorySize).toBeGreaterThanOrEqual(512);
  }
});

test("a function behind the API is done before API Gateway gives it up, after 29 s", () => {
  const serving = ["intake", "tracking", "operations", "receipts", "pages"];
  for (const name of serving) {
    expect(functions.get(name)?.Properties.Timeout).toBeLessThan(29);
  }
});

test("every function counts under the dimensions that the alarms watch", () => {
  const { service, stage } = metricDimensions("local");
  for (const resource of functions.values()) {
    expect(environmentOf(resource)).toMatchObject({
      POWERTOOLS_SERVICE_NAME: service,
      [stageVariable]: stage,
    });
  }
  const watched = resourcesOf(template, "AWS::CloudWatch::Alarm")
    .filter(({ Properties }) => Properties.Namespace === "Herald")
    .map(({ Properties }) => Properties.Dimensions);
  expect(watched.length).toBeGreaterThan(0);
  for (const dimensions of watched) {
    expect(dimensions).toEqual([
      { Name: "service", Value: service },
      { Name: "stage", Value: stage },
    ]);
  }
});

test("intake's environment fits its schema", () => {
  const environment = parseEnvironment(intakeEnvironment, environmentOf(functions.get("intake")));
  expect(environment).toMatchObject({
    PARAMETER_PREFIX: "/herald/local",
    DEFAULT_ENABLED_CHANNELS: config.enabledChannels,
    DEFAULT_RESPONSES_PER_HOUR: config.responsesPerHour,
    DEFAULT_LIMITS: config.limits,
    PROVIDERS_WITHOUT_ADDRESS: ["webhook"],
    CONTENT_LIMITS: Object.fromEntries(
      ["apns", "fcm", "pushy"].map((id) => [id, { measure: "push-bytes", max: 4_096 }]),
    ),
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
  for (const [channel, { queueUrl }] of Object.entries(environment.CHANNELS)) {
    expect(queueNamed(queueUrl)).toBe(`herald-local-${channel}`);
  }
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
  for (const [channel, its] of Object.entries(environment.CHANNELS)) {
    expect(queueNamed(its.queueUrl)).toBe(`herald-local-${channel}`);
    expect(queueNamed(its.deadLetterUrl)).toBe(`herald-local-${channel}-dead-letter`);
    expect(its.providers).toEqual(config.channels[channel]?.allowedProviders);
  }
});

test.each(["receipts", "receipts-queue"])("the environment of %s fits its schema", (name) => {
  const environment = parseEnvironment(receiptsEnvironment, environmentOf(functions.get(name)));
  expect(environment).toMatchObject({
    PARAMETER_PREFIX: "/herald/local",
    CALLBACK_PROVIDERS: ["twilio", "vonage", "sendgrid", "postmark", "messenger", "whatsapp"],
    EVENT_PROVIDERS: ["sms-voice", "ses"],
    RETENTION_DAYS: config.retentionDays,
    CONFIGURATION_CACHE_SECONDS: config.configurationCacheSeconds,
  });
  expect(queueNamed(environment.QUEUE_URL)).toBe("herald-local-receipts");
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
    const concurrency = { requests: 5, receipts: 10, ...(account !== undefined && { account }) };
    expect(reservedConcurrency({ ...shippedConfig("production"), concurrency })).toEqual({});
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
      PROVIDER_ORDER: channelConfig.order,
      RETENTION_DAYS: config.retentionDays,
      CONFIGURATION_CACHE_SECONDS: config.configurationCacheSeconds,
    });
    expect(queueNamed(environment.QUEUE_URL)).toBe(`herald-local-${channel}`);
  });
});

test("the stack puts out each channel's two queues", () => {
  const queues = JSON.parse(written(template.findOutputs("Queues")["Queues"]?.["Value"]));
  expect(Object.keys(queues)).toEqual(Object.keys(config.channels));
  for (const [channel, its] of Object.entries<Record<string, string>>(queues)) {
    expect(queueNamed(its["url"])).toBe(`herald-local-${channel}`);
    expect(queueNamed(its["deadLetterUrl"])).toBe(`herald-local-${channel}-dead-letter`);
  }
});

/** The name of the queue that a URL leads to: a queue's reference is its URL, and nothing else is. */
function queueNamed(url = ""): string {
  const [, Ref] = /^<(\w+)>$/.exec(url) ?? [];
  return namedIn(template, { Ref });
}

function environmentOf(resource: Resource | undefined): Record<string, string> {
  const variables = Object.entries(resource?.Properties.Environment.Variables ?? {});
  return Object.fromEntries(variables.map(([name, value]) => [name, written(value)]));
}
