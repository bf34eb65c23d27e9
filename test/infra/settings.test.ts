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

test.each(["local", "sandbox", "production"])("%s gives parameters their first values", (stage) => {
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
    "public-url": expect.stringMatching(/^String https:.*DeploymentStage.*>$/),
    "channels/sms/providers": "StringList twilio,sns",
    "channels/email/providers": "StringList ses,sendgrid",
    "channels/push/providers": "StringList pushy",
    "channels/messenger/providers": "StringList messenger",
    "channels/mix/providers": "StringList pushy,ses,twilio",
    "channels/fail/providers": "StringList always-fail",
    "providers/always-fail": "String {}",
    "providers/ses": `String {"from":"${config.emailIdentity}","configurationSet":"herald-${stage}"}`,
    "providers/sns": "String {}",
  });
});

/** Another deployment writes a value that was set by hand over if anything of its parameter changes. */
describe("a parameter stays as it is in the template, whatever changes but its first value:", () => {
  const config = shippedConfig("production");
  const { sms, ...others } = config.channels as { sms: ChannelConfig };
  const ofSmsAlone = [
    "/herald/production/channels/sms/providers",
    "/herald/production/providers/sns",
  ];
  const before = templateOf(config).findResources("AWS::SSM::Parameter");

  test.each<[what: string, changed: Partial<DeploymentConfig>]>([
    [
      "an allowed provider more",
      { channels: { sms: { ...sms, allowedProviders: ["twilio", "sns", "pushy"] }, ...others } },
    ],
    [
      "allowed providers in another order",
      { channels: { sms: { ...sms, allowedProviders: ["sns", "twilio"] }, ...others } },
    ],
    ["a channel more", { channels: { first: sms, ...config.channels } }],
    ["a channel less", { channels: others, enabledChannels: config.enabledChannels }],
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

const template = templateOf(shippedConfig("production"));
const functions = functionsOf(template, "production");

/** Every parameter of every function, under `/herald/production/`. */
const parameters: Readonly<Record<string, readonly string[]>> = {
  intake: [
    "channels/email/providers",
    "channels/fail/providers",
    "channels/messenger/providers",
    "channels/mix/providers",
    "channels/push/providers",
    "channels/sms/providers",
    "enabled-channels",
    "throttle/responses-per-hour",
  ],
  tracking: [],
  pages: [],
  operations: [
    "channels/email/providers",
    "channels/fail/providers",
    "channels/messenger/providers",
    "channels/mix/providers",
    "channels/push/providers",
    "channels/sms/providers",
    "enabled-channels",
  ],
  receipts: ["providers/messenger", "providers/sendgrid", "providers/twilio", "public-url"],
  "channel-sms": ["channels/sms/providers", "providers/sns", "providers/twilio", "public-url"],
  "channel-email": [
    "channels/email/providers",
    "providers/sendgrid",
    "providers/ses",
    "public-url",
  ],
  "channel-push": ["channels/push/providers", "providers/pushy", "public-url"],
  "channel-messenger": ["channels/messenger/providers", "providers/messenger", "public-url"],
  "channel-mix": [
    "channels/mix/providers",
    "providers/pushy",
    "providers/ses",
    "providers/twilio",
    "public-url",
  ],
  "channel-fail": ["channels/fail/providers", "providers/always-fail", "public-url"],
};

test("the table above names every function", () => {
  expect([...functions.keys()].toSorted()).toEqual(Object.keys(parameters).toSorted());
});

describe.each(Object.keys(parameters))("the function %s", (name) => {
  test("reads exactly these parameters", () => {
    const prefix = /^arn:aws:ssm:eu-west-1:<AWS::AccountId>:parameter\/herald\/production\//;
    const read = statementsOf(template, functions.get(name) as Resource)
      .filter(({ Action }) => Action === "ssm:GetParameters")
      .flatMap(({ Resource }) => Resource)
      .map(written);
    expect(read.filter((arn) => !prefix.test(arn))).toEqual([]);
    expect(read.map((arn) => arn.replace(prefix, "")).toSorted()).toEqual(parameters[name]);
  });
});
