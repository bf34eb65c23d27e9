import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { maxNamesPerCall } from "../../lambdas/adapters/ssm-parameters.ts";
import { settingsReadBy } from "../../lambdas/settings/settings.ts";
import { deploymentConfigSchema } from "../../lib/deployment-config.ts";
import { readDeploymentConfig } from "../../lib/read-deployment-config.ts";
import { projectFolder, providers, shippedConfig, templateOf } from "./synthesize.ts";

const folder = mkdtempSync(join(tmpdir(), "herald-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

const configFolder = resolve(projectFolder, "config");
const valid = JSON.parse(readFileSync(join(configFolder, "sandbox.json"), "utf8"));

/** Changes one value, named as in the messages: `channels.sms.providers`. */
function withValue(field: string, value: unknown): unknown {
  const config = structuredClone(valid);
  const keys = field.split(".");
  const last = keys.pop() as string;
  const parent = keys.reduce((object, key) => object[key], config);
  if (value === undefined) {
    delete parent[last];
  } else {
    parent[last] = value;
  }
  return config;
}

function read(text: string, stage?: string) {
  const file = join(folder, "sandbox.json");
  writeFileSync(file, text);
  return readDeploymentConfig(file, providers, stage);
}

function messageOf(text: string, stage?: string): string {
  try {
    read(text, stage);
  } catch (error) {
    return (error as Error).message.replaceAll(`${folder}/`, "");
  }
  throw new Error("no mistake was found");
}

describe("the shipped files", () => {
  test("are one for each stage", () => {
    expect(readdirSync(configFolder).toSorted()).toEqual([
      "local.json",
      "production.json",
      "sandbox.json",
    ]);
  });

  const channels = {
    sms: ["twilio", "sms-voice"],
    email: ["ses", "sendgrid"],
    push: ["pushy"],
    messenger: ["messenger"],
  };
  const demonstrations = {
    mix: ["pushy", "ses", "twilio"],
    chat: ["telegram", "slack", "whatsapp", "webhook"],
    fail: ["always-fail"],
  };

  test.each([
    ["local", { ...channels, ...demonstrations }],
    ["sandbox", channels],
    ["production", channels],
  ])(
    "%s is valid, has these channels, and enables those that are no demonstration",
    (stage, all) => {
      const config = shippedConfig(stage);
      expect(config.production).toBe(stage === "production");
      const lists = Object.entries(config.channels).map(([name, { providers }]) => [
        name,
        providers,
      ]);
      expect(Object.fromEntries(lists)).toEqual(all);
      expect(config.enabledChannels).toEqual(Object.keys(channels));
    },
  );

  test.each([
    ["local", true],
    ["sandbox", false],
    ["production", false],
  ])("%s has a trace of the demonstration channels: %s", (stage, hasTrace) => {
    const template = JSON.stringify(templateOf(shippedConfig(stage)).toJSON());
    const traces = ["always-fail", ...Object.keys(demonstrations).flatMap(tracesOf)];
    const found = traces.filter((trace) => template.includes(trace));
    expect(found).toEqual(hasTrace ? traces : []);
  });

  /** Of a channel's function, parameter and queue, and of what makes them. */
  function tracesOf(channel: string): string[] {
    return [`channel-${channel}"`, `channels/${channel}/`, `-${channel}"`, `Channel${channel}`];
  }
});

test("what is left out has its default", () => {
  const config = read(JSON.stringify(valid));
  expect(config.createEmailIdentity).toBe(true);
  expect(config.channels["sms"]).toEqual({
    providers: ["twilio", "sms-voice"],
    allowedProviders: ["twilio", "sms-voice"],
    retryDelaysSeconds: [30, 120, 600, 1800],
    afterUnknown: "resend",
    order: "listed",
    truncate: false,
    maximumConcurrency: 10,
    batchSize: 10,
    functionTimeoutSeconds: 30,
  });
});

const many = (count: number, value: unknown) => Array.from({ length: count }, () => value);
test.each<[field: string, value: unknown, message: string]>([
  ["stage", "Sandbox", "stage: must be 1 to 16 lower case letters, digits and dashes"],
  ["stage", "a".repeat(17), "stage: must be 1 to 16 lower case letters"],
  ["stage", "other", 'stage: must be "sandbox", as the file\'s name says'],
  ["region", "Ireland", "region: must be an AWS region"],
  ["region", undefined, "region: is missing"],
  ["production", "yes", "production: Invalid input: expected boolean, received string"],
  ["retentionDays", 0, "retentionDays: Too small"],
  ["retentionDays", 1.5, "retentionDays: Invalid input: expected int"],
  ["retentionDays", 3651, "retentionDays: Too big"],
  ["authentication", "none", 'authentication: Invalid option: expected one of "api-key"|"iam"'],
  ["emailIdentity", "not an address", "emailIdentity: must be an e-mail address or a domain"],
  ["emailIdentity", undefined, 'emailIdentity: is missing; channel "email" may use ses'],
  ["emailIdentity", "example.com", "emailFrom: is missing; emailIdentity is a domain"],
  ["emailFrom", "herald", "emailFrom: must be an e-mail address"],
  ["emailFrom", "ann@example.com", 'emailFrom: must be one of "herald-sandbox@example.com"'],
  ["enabledChannels", [], "enabledChannels: Too small"],
  ["enabledChannels", ["sms", "sms"], 'enabledChannels[1]: "sms" is there twice'],
  ["enabledChannels", ["sms", "fax"], 'enabledChannels[1]: there is no channel "fax" in channels'],
  ["responsesPerHour", 0, "responsesPerHour: Too small"],
  [
    "limits",
    { countries: ["XX"] },
    "limits.countries[0]: must be a country's ISO code, such as PL",
  ],
  ["limits", { countries: [] }, "limits.countries: must name a country, or be left out"],
  ["limits", { perAddress: { hour: -1 } }, "limits.perAddress.hour: must be at least 0"],
  ["limits", { perAddress: { week: 1 } }, "limits.perAddress.week: there is no such field"],
  [
    "limits",
    { perChannelPerDay: { pigeon: 5 } },
    'limits.perChannelPerDay.pigeon: there is no channel "pigeon" in channels',
  ],
  ["requestThrottling.burst", undefined, "requestThrottling.burst: is missing"],
  ["requestThrottling.ratePerSecond", 0, "requestThrottling.ratePerSecond: Too small"],
  ["configurationCacheSeconds", 31, "configurationCacheSeconds: Too big"],
  ["alarmTopicArn", "alarms", "alarmTopicArn: must be the ARN of an SNS topic"],
  [
    "alarmTopicArn",
    "arn:aws:sns:us-east-1:123456789012:alarms",
    "alarmTopicArn: must be in eu-west-1, as the alarms are",
  ],
  ["kmsKeyArn", "alias/herald", "kmsKeyArn: must be the ARN of a KMS key"],
  [
    "kmsKeyArn",
    "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "kmsKeyArn: must be in eu-west-1, as what it encrypts is",
  ],
  ["callers", {}, "callers: must have a caller"],
  ["callers", { Orders: { scopes: ["send"] } }, "callers.Orders: must be 1 to 32 lower case"],
  ["callers", { unknown: { scopes: ["send"] } }, "callers.unknown: is Herald's name for"],
  ["callers", { orders: {} }, "callers.orders.scopes: is missing"],
  ["callers", { orders: { scopes: [] } }, "callers.orders.scopes: Too small"],
  ["callers", { orders: { scopes: ["write"] } }, "callers.orders.scopes[0]: Invalid option"],
  [
    "callers",
    { orders: { scopes: ["send", "send"] } },
    'callers.orders.scopes[1]: "send" is there twice',
  ],
  [
    "callers",
    { orders: { scopes: ["send"], requestsPerDay: 0 } },
    "callers.orders.requestsPerDay: Too small",
  ],
  [
    "callers",
    { orders: { scopes: ["send"], ratePerSecond: 5 } },
    "callers.orders.burst: is missing: the two go together",
  ],
  [
    "callers",
    { orders: { scopes: ["send"], burst: 5 } },
    "callers.orders.ratePerSecond: is missing: the two go together",
  ],
  ["callers", { orders: { scopes: ["send"], keys: [] } }, "callers.orders.keys: Too small"],
  [
    "callers",
    { orders: { scopes: ["send"], keys: ["1", "2", "3"] } },
    "callers.orders.keys: Too big",
  ],
  [
    "callers",
    { orders: { scopes: ["send"], keys: ["A"] } },
    "callers.orders.keys[0]: must be 1 to 32 lower case letters",
  ],
  ["colour", "red", "colour: there is no such field"],
  ["channels", {}, "channels: must have a channel"],
  ["channels.SMS", valid.channels.sms, "channels.SMS: must be 1 to 32 lower case letters"],
  [`channels.${"a".repeat(33)}`, valid.channels.sms, `channels.${"a".repeat(33)}: must be 1 to 32`],
  ["channels.sms.retries", 3, "channels.sms.retries: there is no such field"],
  ["channels.sms.providers", [], "channels.sms.providers: Too small"],
  ["channels.sms.providers", undefined, "channels.sms.providers: is missing"],
  [
    "channels.sms.providers",
    ["twilio", "pigeon"],
    'channels.sms.providers[1]: there is no provider "pigeon"; there are always-fail, apns, fcm, messenger,',
  ],
  ["channels.sms.providers", ["sns", "sns"], 'channels.sms.providers[1]: "sns" is there twice'],
  [
    "channels.sms.allowedProviders",
    ["twilio"],
    'channels.sms.providers[1]: "sms-voice" is not in allowedProviders',
  ],
  [
    "channels.sms.allowedProviders",
    ["twilio", "sms-voice", "pigeon"],
    'channels.sms.allowedProviders[2]: there is no provider "pigeon"',
  ],
  ["channels.sms.allowedProviders", [..."abcdefghi"], "channels.sms.allowedProviders: Too big"],
  ["channels.sms.retryDelaysSeconds", [1, 0], "channels.sms.retryDelaysSeconds[1]: Too small"],
  ["channels.sms.retryDelaysSeconds", [1.5], "channels.sms.retryDelaysSeconds[0]: Invalid input"],
  [
    "channels.sms.retryDelaysSeconds",
    [42_301],
    "channels.sms.retryDelaysSeconds[0]: Too big: expected number to be <=42300",
  ],
  ["channels.sms.retryDelaysSeconds", many(880, 1), "channels.sms.retryDelaysSeconds: Too big"],
  [
    "channels.sms.retryDelaysSeconds",
    many(15, 42_300),
    "channels.sms.retryDelaysSeconds: with the time-outs come to 637380 s, of at most 604800 s",
  ],
  ["channels.sms.afterUnknown", "stop", "channels.sms.afterUnknown: Invalid option"],
  ["channels.sms.maximumConcurrency", 1, "channels.sms.maximumConcurrency: Too small"],
  ["channels.sms.maximumConcurrency", 1_001, "channels.sms.maximumConcurrency: Too big"],
  ["channels.sms.batchSize", 11, "channels.sms.batchSize: Too big"],
  ["channels.sms.functionTimeoutSeconds", 14, "channels.sms.functionTimeoutSeconds: Too small"],
  ["channels.sms.functionTimeoutSeconds", 901, "channels.sms.functionTimeoutSeconds: Too big"],
])("a mistake in %s: case %$", (field, value, message) => {
  const found = messageOf(JSON.stringify(withValue(field, value)), "sandbox");
  expect(found.split("\n")).toHaveLength(1);
  expect(found).toContain(`sandbox.json: ${message}`);
});

test("a function's time-out must have room for every allowed provider", () => {
  const config = structuredClone(valid);
  config.channels.sms.functionTimeoutSeconds = 15;
  config.channels.sms.allowedProviders = ["twilio", "sms-voice", "pushy", "ses"];
  expect(messageOf(JSON.stringify(config))).toBe(
    "sandbox.json: channels.sms.functionTimeoutSeconds: must be at least 17, for one call to each allowed provider",
  );
});

describe("the queues must leave requests their share of the account's concurrency", () => {
  const withConcurrency = (concurrency: unknown, maximumConcurrency: number) => {
    const channels = Object.entries<object>(valid.channels).slice(0, 4);
    return JSON.stringify({
      ...valid,
      concurrency,
      enabledChannels: channels.map(([name]) => name),
      channels: Object.fromEntries(
        channels.map(([name, channel]) => [name, { ...channel, maximumConcurrency }]),
      ),
    });
  };

  test("a new account has 10, which is less than four channels take by themselves", () => {
    expect(messageOf(withConcurrency({ account: 10 }, 10))).toBe(
      "sandbox.json: concurrency.account: channels and receipts may run 50 functions at once and 5 are kept for requests, of 10 that the account has: lower the channels' maximumConcurrency, or have AWS raise the quota Concurrent executions (L-B99A9384)",
    );
  });

  test.each([
    [{ account: 13, requests: 3, receipts: 2 }, 2],
    [{ account: 55 }, 10],
    [{}, 1000],
    [undefined, 1000],
  ])("%j with %i for each channel fits", (concurrency, maximumConcurrency) => {
    expect(() => read(withConcurrency(concurrency, maximumConcurrency))).not.toThrow();
  });

  test("reservations leave the 100 that AWS wants, and what the queues and requests need", () => {
    expect(messageOf(withConcurrency({ account: 110, callbacks: 9, pages: 2 }, 2))).toMatch(
      "concurrency.account: callbacks and pages reserve 11 of 110 that the account has, and AWS wants 100 left: ",
    );
    expect(messageOf(withConcurrency({ account: 155, callbacks: 9, pages: 2 }, 35))).toMatch(
      "channels and receipts may run 150 functions at once, 11 are reserved and 5 are kept for requests, of 155",
    );
  });

  test.each([
    [{ account: 12, requests: 3, receipts: 2 }, 2],
    [{ account: 54 }, 10],
  ])("%j with %i for each channel does not", (concurrency, maximumConcurrency) => {
    expect(messageOf(withConcurrency(concurrency, maximumConcurrency))).toMatch(
      /^sandbox\.json: concurrency\.account: /,
    );
  });
});

test("one GetParameters call reads what a channel's function needs with 8 providers", () => {
  const config = structuredClone(valid);
  config.channels.sms.allowedProviders = [..."abcdef", "twilio", "sms-voice"];
  const { channels, ...rest } = deploymentConfigSchema.parse(config);
  const { sms } = channels as { sms: (typeof channels)[string] };
  const providers = sms.allowedProviders.map((id) => ({ id }));
  const read = settingsReadBy("channel", { ...rest, channels: { sms } }, providers);
  expect(read.map(({ name }) => name)).toHaveLength(maxNamesPerCall);
});

test("each of several mistakes has its line", () => {
  const config = { ...valid, region: 1, retentionDays: 0 };
  const fields = messageOf(JSON.stringify(config))
    .split("\n")
    .map((line) => line.split(": ")[1]);
  expect(fields).toEqual(["region", "retentionDays"]);
});

test.each(["hello@example.com", "hello@mail.example.com"])(
  "%s is a sender of the domain example.com",
  (emailFrom) => {
    const text = JSON.stringify({ ...valid, emailIdentity: "example.com", emailFrom });
    expect(read(text).emailFrom).toBe(emailFrom);
  },
);

test("a sender of another domain that ends alike is a mistake", () => {
  const text = JSON.stringify({
    ...valid,
    emailIdentity: "example.com",
    emailFrom: "a@bad-example.com",
  });
  expect(messageOf(text)).toBe('sandbox.json: emailFrom: must be one of "example.com"');
});

const webAcl = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/herald/0a1b-2c3d";

test("a web ACL must be one of the API's region, and operators must be ARNs", () => {
  const wrong = [
    { webAclArn: webAcl.replace("eu-west-1", "us-east-1") },
    { webAclArn: webAcl.replace("regional", "global") },
    { queueOperators: ["ann"] },
    { queueOperators: ["*"] },
  ];
  const details = wrong.map((fields) => messageOf(JSON.stringify({ ...valid, ...fields })));
  expect(details).toEqual([
    "sandbox.json: webAclArn: must be in eu-west-1, as the API is",
    "sandbox.json: webAclArn: must be the ARN of a regional web ACL",
    "sandbox.json: queueOperators[0]: must be the ARN of an IAM role or user",
    "sandbox.json: queueOperators[0]: must be the ARN of an IAM role or user",
  ]);
  const role =
    "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Ops_*";
  const right = { webAclArn: webAcl, queueOperators: [role] };
  expect(read(JSON.stringify({ ...valid, ...right }))).toMatchObject(right);
});

test("a file that is not JSON, or not there, says so in one line", () => {
  expect(messageOf('{ "stage": \n oops')).toMatch(/^sandbox\.json: is not JSON: .*$/);
  expect(() => readDeploymentConfig("config/nowhere.json", providers)).toThrow(
    /^config\/nowhere\.json: cannot be read$/,
  );
});
