import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { ChannelConfig, DeploymentConfig } from "../../lib/deployment-config.ts";
import type { Resource } from "./synthesize.ts";
import {
  functionsOf,
  resourcesOf,
  shippedConfig,
  statementsOf,
  templateOf,
  written,
} from "./synthesize.ts";

/** First values of the parameters that only the local stage has, for its demonstration channels and SNS. */
const demonstrated = {
  "channels/mix/providers": "StringList pushy,ses,twilio",
  "channels/chat/providers": "StringList telegram,slack,whatsapp,webhook",
  "channels/fail/providers": "StringList always-fail",
  "providers/always-fail": "String {}",
  "providers/sns": "String {}",
};

test.each([
  ["local", demonstrated],
  ["sandbox", {}],
  ["production", {}],
])("%s gives parameters their first values", (stage, others) => {
  const config = shippedConfig(stage);
  const parameters = resourcesOf(templateOf(config), "AWS::SSM::Parameter").map(
    ({ Properties }) => [
      Properties.Name.replace(`/herald/${stage}/`, ""),
      `${Properties.Type} ${written(Properties.Value)}`,
    ],
  );
  expect(Object.fromEntries(parameters)).toEqual({
    "enabled-channels": `StringList ${config.enabledChannels.join(",")}`,
    "throttle/responses-per-hour": "String 300",
    limits: `String ${JSON.stringify(config.limits)}`,
    templates: expect.stringMatching(/^String \{"bucket":"<Content\w+>","hash":"none"\}$/),
    "public-url": expect.stringMatching(/^String https:.*DeploymentStage.*>$/),
    "channels/sms/providers": "StringList twilio,sms-voice",
    "channels/email/providers": "StringList ses,sendgrid",
    "channels/push/providers": "StringList pushy",
    "channels/messenger/providers": "StringList messenger",
    ...others,
    "providers/ses": `String {"from":"${config.emailIdentity}","configurationSet":"herald-${stage}"}`,
    "providers/sms-voice": `String {"configurationSet":"herald-${stage}"}`,
  });
});

/** Another deployment writes a value that was set by hand over if anything of its parameter changes. */
describe("a parameter stays as it is in the template, whatever changes but its first value:", () => {
  const config = shippedConfig("production");
  const { sms, ...others } = config.channels as { sms: ChannelConfig };
  const ofSmsAlone = [
    "/herald/production/channels/sms/providers",
    "/herald/production/providers/sms-voice",
  ];
  const before = templateOf(config).findResources("AWS::SSM::Parameter");

  test.each<[what: string, changed: Partial<DeploymentConfig>]>([
    [
      "an allowed provider more",
      {
        channels: {
          sms: { ...sms, allowedProviders: ["twilio", "sms-voice", "pushy"] },
          ...others,
        },
      },
    ],
    [
      "allowed providers in another order",
      { channels: { sms: { ...sms, allowedProviders: ["sms-voice", "twilio"] }, ...others } },
    ],
    // Read the other way, a channel less.
    ["a channel more", { channels: { first: sms, ...config.channels } }],
    [
      "a channel's other fields",
      {
        channels: {
          sms: {
            ...sms,
            retryDelaysSeconds: [1],
            afterUnknown: "hold",
            functionTimeoutSeconds: 60,
          },
          ...others,
        },
      },
    ],
    ["who may call", { authentication: "iam" }],
    ["another retention", { retentionDays: 7, configurationCacheSeconds: 0, production: false }],
    ["an alarm topic", { alarmTopicArn: "arn:aws:sns:eu-west-1:123456789012:alarms" }],
    ["an identity that exists", { createEmailIdentity: false }],
    ["other limits", { requestThrottling: { ratePerSecond: 1, burst: 1 } }],
  ])("%s", (_, changed) => {
    const after = templateOf({ ...config, ...changed }).findResources("AWS::SSM::Parameter");
    const gone = changed.channels && !("sms" in changed.channels) ? ofSmsAlone : [];
    const kept = Object.entries(before).filter(
      ([, { Properties }]) => !gone.includes(Properties.Name),
    );
    expect(after).toEqual(expect.objectContaining(Object.fromEntries(kept)));
  });
});

/** The lists and the providers' settings, secrets among them, that each function of a stage reads. */
function parametersOf(stage: string): Record<string, readonly string[]> {
  const channels = Object.entries(shippedConfig(stage).channels);
  const lists = channels.map(([channel]) => `channels/${channel}/providers`);
  return {
    intake: lists,
    tracking: [],
    pages: [],
    operations: lists,
    deployment: [],
    receipts: (callingBack[stage] ?? callingBackInAws).map((id) => `providers/${id}`),
    "receipts-queue": [],
    ...Object.fromEntries(
      channels.map(([channel, { allowedProviders }]) => [
        `channel-${channel}`,
        [`channels/${channel}/providers`, ...allowedProviders.map((id) => `providers/${id}`)],
      ]),
    ),
  };
}

/** The providers that call back, and sign that with a secret of their settings. */
const callingBackInAws = ["twilio", "sendgrid", "messenger"];
const callingBack: Readonly<Record<string, readonly string[]>> = {
  local: [...callingBackInAws, "vonage", "postmark", "whatsapp"],
};

const page = readFileSync(resolve(import.meta.dirname, "..", "..", "docs", "settings.md"), "utf8");

/** The settings that a stage has once, which a function reads as the page says. */
function settingsOfStage(name: string): string[] {
  const reader = name.startsWith("channel-") ? "channel" : name;
  return page
    .split(/^## /m)
    .filter((section) => new RegExp(`^- Read by: .*\\b${reader}\\b`, "m").test(section))
    .map((section) => section.split("`")[1] ?? "")
    .filter((setting) => !setting.includes("<"));
}

test("the page names settings that a stage has once", () => {
  expect(settingsOfStage("intake")).toContain("throttle/responses-per-hour");
  expect(settingsOfStage("channel-sms")).toContain("public-url");
  expect(settingsOfStage("pages")).toEqual([]);
});

describe.each([
  ["local", "us-east-1"],
  ["sandbox", "eu-west-1"],
  ["production", "eu-west-1"],
] as const)("the stage %s", (stage, region) => {
  const expected = parametersOf(stage);
  const template = templateOf(shippedConfig(stage));
  const functions = functionsOf(template, stage);

  test("has the functions that the table above names", () => {
    expect([...functions.keys()].toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  test.each(Object.entries(expected))("lets %s read exactly these parameters", (name, its) => {
    const prefix = `arn:aws:ssm:${region}:<AWS::AccountId>:parameter/herald/${stage}/`;
    const read = statementsOf(template, functions.get(name) as Resource)
      .filter(({ Action }) => Action === "ssm:GetParameters")
      .flatMap(({ Resource }) => Resource)
      .map(written);
    expect(read.filter((arn) => !arn.startsWith(prefix))).toEqual([]);
    const accounts = its.filter((each) => each.startsWith("providers/")).map((each) => `${each}-*`);
    const all = [...its, ...accounts, ...settingsOfStage(name)].toSorted();
    expect(read.map((arn) => arn.slice(prefix.length)).toSorted()).toEqual(all);
  });
});
