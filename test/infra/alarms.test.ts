import { Annotations, Match } from "aws-cdk-lib/assertions";
import { expect, test } from "vitest";
import { makeStack, resourcesOf, shippedConfig, templateOf, written } from "./synthesize.ts";

const config = shippedConfig("production");
const alarmTopicArn = "arn:aws:sns:eu-west-1:123456789012:alarms";
const template = templateOf({ ...config, alarmTopicArn });
const alarms = resourcesOf(template, "AWS::CloudWatch::Alarm").map(({ Properties }) => Properties);

test.each(Object.keys(config.channels))("the channel %s has its four alarms", (channel) => {
  const watched = alarms
    .filter(({ AlarmDescription }) => written(AlarmDescription).includes(`channel ${channel} `))
    .map(({ MetricName, Threshold }) => [MetricName, Threshold]);
  expect(Object.fromEntries(watched)).toEqual({
    ApproximateNumberOfMessagesVisible: 1,
    ApproximateAgeOfOldestMessage: 2550 + 5 * 30 + 900,
    ApproximateNumberOfMessagesNotVisible: 100_000,
    Errors: 1,
  });
});

test("the dead-letter alarm watches the dead-letter queue", () => {
  const watched = alarms
    .filter(({ MetricName }) => MetricName === "ApproximateNumberOfMessagesVisible")
    .map(({ Dimensions }) => written(Dimensions[0].Value));
  expect(watched).toHaveLength(Object.keys(config.channels).length + 1);
  for (const queue of watched) {
    expect(queue).toMatch(/DeadLetterQueue/);
  }
});

test("the service has alarms for its API, functions, providers and configuration", () => {
  const own = alarms.filter(
    ({ Namespace, MetricName }) => Namespace === "Herald" && MetricName !== "ReceiptRejected",
  );
  expect(own.map(({ MetricName }) => MetricName).toSorted()).toEqual([
    "InvalidConfiguration",
    "MisconfiguredProvider",
  ]);
  for (const { Dimensions, Threshold } of own) {
    expect(Dimensions).toEqual([
      { Name: "service", Value: "herald" },
      { Name: "stage", Value: "production" },
    ]);
    expect(Threshold).toBe(1);
  }
  expect(alarms.filter(({ MetricName }) => MetricName === "5XXError")).toHaveLength(1);
  const functionErrors = alarms.filter(({ MetricName }) => MetricName === "Errors");
  expect(functionErrors).toHaveLength(resourcesOf(template, "AWS::Lambda::Function").length);
});

test("throttled invocations set off one alarm, whichever function's they are", () => {
  const [throttles, ...others] = alarms.filter(({ MetricName }) => MetricName === "Throttles");
  expect(throttles).toMatchObject({
    Namespace: "AWS/Lambda",
    Statistic: "Sum",
    Period: 300,
    Threshold: 1,
  });
  expect(throttles).not.toHaveProperty("Dimensions");
  expect(others).toEqual([]);
});

test("receipts have alarms for what is not recorded, waits or is rejected", () => {
  const watched = alarms
    .filter(({ AlarmDescription }) => /receipts function/.test(written(AlarmDescription)))
    .map(({ MetricName, Threshold }) => [MetricName, Threshold]);
  expect(Object.fromEntries(watched)).toEqual({
    ApproximateNumberOfMessagesVisible: 1,
    ApproximateAgeOfOldestMessage: 3_600,
    ReceiptRejected: 20,
    Errors: 1,
  });
});

test("every alarm says what it means and what to do, and goes to the topic", () => {
  for (const { AlarmDescription, AlarmActions, TreatMissingData } of alarms) {
    expect(written(AlarmDescription)).toMatch(/^[A-Z].{60,1000}\.$/);
    expect(AlarmActions).toEqual([alarmTopicArn]);
    expect(TreatMissingData).toBe("notBreaching");
  }
});

test("without a topic, alarms only show", () => {
  const silent = resourcesOf(templateOf(config), "AWS::CloudWatch::Alarm");
  expect(silent).toHaveLength(alarms.length);
  for (const { Properties } of silent) {
    expect(Properties.AlarmActions).toBeUndefined();
  }
});

test.each([
  ["sandbox", undefined, 1],
  ["production", undefined, 1],
  ["production", alarmTopicArn, 0],
  ["local", undefined, 0],
] as const)("%s with the topic %s gives %i warnings", (stage, topic, count) => {
  const { stack } = makeStack({ ...shippedConfig(stage), ...(topic && { alarmTopicArn: topic }) });
  const warnings = Annotations.fromStack(stack).findWarning("*", Match.anyValue());
  expect(warnings).toHaveLength(count);
  for (const { entry } of warnings) {
    expect(entry.data).toMatch(/^The alarms of \w+ tell nobody: .* into alarmTopicArn\./);
  }
});
