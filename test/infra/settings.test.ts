import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
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
    "providers/ses": `String {"from":"herald@example.com","configurationSet":"herald-${stage}"}`,
    "providers/sns": "String {}",
  });
});

const template = templateOf(shippedConfig("production"));
const functions = functionsOf(template, "production");

/** The lists and the providers' settings, secrets among them, that each function reads. */
const parameters: Readonly<Record<string, readonly string[]>> = {
  intake: allLists(),
  tracking: [],
  pages: [],
  operations: allLists(),
  receipts: ["providers/messenger", "providers/sendgrid", "providers/twilio"],
  "channel-sms": ["channels/sms/providers", "providers/sns", "providers/twilio"],
  "channel-email": ["channels/email/providers", "providers/sendgrid", "providers/ses"],
  "channel-push": ["channels/push/providers", "providers/pushy"],
  "channel-messenger": ["channels/messenger/providers", "providers/messenger"],
  "channel-mix": ["channels/mix/providers", "providers/pushy", "providers/ses", "providers/twilio"],
  "channel-fail": ["channels/fail/providers", "providers/always-fail"],
};

function allLists(): string[] {
  const channels = ["email", "fail", "messenger", "mix", "push", "sms"];
  return channels.map((channel) => `channels/${channel}/providers`);
}

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
    const expected = [...(parameters[name] ?? []), ...settingsOfStage(name)];
    expect(read.map((arn) => arn.replace(prefix, "")).toSorted()).toEqual(expected.toSorted());
  });
});
