import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Template } from "aws-cdk-lib/assertions";
import { Annotations, Match } from "aws-cdk-lib/assertions";
import { expect, test } from "vitest";
import { deploymentConfigSchema } from "../../lib/deployment-config.ts";
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

const config = shippedConfig("production");
const alarmTopicArn = "arn:aws:sns:eu-west-1:123456789012:alarms";
const template = templateOf({ ...config, alarmTopicArn });
const alarms = resourcesOf(template, "AWS::CloudWatch::Alarm").map(({ Properties }) => Properties);

/** What makes each alarm go off: its metric, of what, and the value of one period. */
function causesIn(stageTemplate: Template): readonly string[] {
  return resourcesOf(stageTemplate, "AWS::CloudWatch::Alarm").map(({ Properties }) => {
    const { Namespace, MetricName, Statistic, Dimensions = [], Threshold } = Properties;
    const of = Dimensions.map(({ Name, Value }: { Name: string; Value: unknown }) =>
      `${Name} ${namedIn(stageTemplate, Value)}`.replace(/herald-(production|sandbox)-/, ""),
    );
    return `${Statistic} of ${[Namespace, MetricName, ...of].join(", ")}: ${Threshold}`;
  });
}

/** CloudFormation tells whoever deploys of a failure of the last one. */
const functionNames = [...functionsOf(template, "production").keys()].filter(
  (name) => name !== "deployment",
);
const ofChannels = Object.entries(config.channels).flatMap(([channel, channelConfig]) => {
  const { retryDelaysSeconds, functionTimeoutSeconds } = channelConfig;
  const delays = retryDelaysSeconds.reduce((sum, delay) => sum + delay, 0);
  const attempts = (retryDelaysSeconds.length + 1) * functionTimeoutSeconds;
  const ofQueue = `QueueName ${channel}`;
  return [
    `Maximum of AWS/SQS, ApproximateNumberOfMessagesVisible, ${ofQueue}-dead-letter: 1`,
    `Maximum of AWS/SQS, ApproximateAgeOfOldestMessage, ${ofQueue}: ${delays + attempts + 900}`,
    `Maximum of AWS/SQS, ApproximateNumberOfMessagesNotVisible, ${ofQueue}: 100000`,
  ];
});

test("these alarms there are, each for what makes it go off, and no others", () => {
  const expected = [
    ...ofChannels,
    ...functionNames.map((name) => `Sum of AWS/Lambda, Errors, FunctionName ${name}: 1`),
    "Sum of AWS/SQS, NumberOfMessagesSent, QueueName sms: 16001",
    "Sum of AWS/Lambda, Throttles: 1",
    "Sum of AWS/ApiGateway, 5XXError, ApiName herald-production: 1",
    "Maximum of AWS/SQS, ApproximateNumberOfMessagesVisible, QueueName receipts-dead-letter: 1",
    "Maximum of AWS/SQS, ApproximateAgeOfOldestMessage, QueueName receipts: 3600",
    "Sum of Herald, ConfigurationUnavailable, service herald, stage production: 1",
    "Sum of Herald, InvalidConfiguration, service herald, stage production: 1",
    "Sum of Herald, MisconfiguredProvider, service herald, stage production: 1",
    "Sum of Herald, ReceiptRejected, service herald, stage production: 20",
  ];
  expect(causesIn(template).toSorted()).toEqual(expected.toSorted());
});

test.each([
  [1, 1],
  [10, 9],
  [20_000, 16_001],
])("a budget of %i a day is told of at %i, the first above 80 %", (perDay, threshold) => {
  const limits = { perChannelPerDay: { email: perDay } };
  const causes = causesIn(templateOf({ ...config, limits }));
  expect(causes.filter((cause) => cause.includes("NumberOfMessagesSent"))).toEqual([
    `Sum of AWS/SQS, NumberOfMessagesSent, QueueName email: ${threshold}`,
  ]);
});

test("the sandbox has these, which tell of what is lost or fails", () => {
  const sandbox = shippedConfig("sandbox");
  const queues = [...Object.keys(sandbox.channels), "receipts"];
  const expected = [
    ...queues.map(
      (queue) =>
        `Maximum of AWS/SQS, ApproximateNumberOfMessagesVisible, QueueName ${queue}-dead-letter: 1`,
    ),
    "Sum of AWS/Lambda, Errors: 1",
    "Sum of AWS/ApiGateway, 5XXError, ApiName herald-sandbox: 1",
  ];
  expect(causesIn(templateOf(sandbox)).toSorted()).toEqual(expected.toSorted());
});

test("a stage that does not say which has all", () => {
  const file = resolve(projectFolder, "config", "sandbox.json");
  const { alarms: _, ...unsaid } = JSON.parse(readFileSync(file, "utf8"));
  expect(deploymentConfigSchema.parse(unsaid).alarms).toBe("all");
});

test("an alarm goes off in the first period at its value: of five minutes, or of a day's budget", () => {
  for (const alarm of alarms) {
    const { ComparisonOperator, EvaluationPeriods, DatapointsToAlarm, MetricName, Period } = alarm;
    expect(ComparisonOperator).toBe("GreaterThanOrEqualToThreshold");
    expect(EvaluationPeriods).toBe(1);
    expect(DatapointsToAlarm ?? 1).toBe(1);
    expect(Period).toBe(MetricName === "NumberOfMessagesSent" ? 86_400 : 300);
  }
});

test.each(Object.keys(config.channels))("the alarms of %s name it in their words", (channel) => {
  const ofIts = alarms.filter(({ AlarmDescription }) =>
    written(AlarmDescription).includes(`channel ${channel} `),
  );
  expect(ofIts).toHaveLength(channel === "sms" ? 5 : 4);
});

test("every alarm says what it means and what to do, and goes to the topic", () => {
  const essential = templateOf({ ...config, alarmTopicArn, alarms: "essential" });
  const ofAny = resourcesOf(essential, "AWS::CloudWatch::Alarm").map(
    ({ Properties }) => Properties,
  );
  for (const { AlarmDescription, AlarmActions, TreatMissingData } of [...alarms, ...ofAny]) {
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
