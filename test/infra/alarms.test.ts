import { Annotations, Match } from "aws-cdk-lib/assertions";
import { expect, test } from "vitest";
import {
  functionsOf,
  makeStack,
  namedIn,
  resourcesOf,
  shippedConfig,
  templateOf,
  written,
} from "./synthesize.ts";

const config = shippedConfig("production");
const alarmTopicArn = "arn:aws:sns:eu-west-1:123456789012:alarms";
const template = templateOf({ ...config, alarmTopicArn });
const alarms = resourcesOf(template, "AWS::CloudWatch::Alarm").map(({ Properties }) => Properties);

/** What makes an alarm go off: its metric, of what, and the value of one period. */
function causeOf(alarm: (typeof alarms)[number]): string {
  const { Namespace, MetricName, Statistic, Dimensions = [], Threshold } = alarm;
  const of = Dimensions.map(({ Name, Value }: { Name: string; Value: unknown }) =>
    `${Name} ${namedIn(template, Value)}`.replace("herald-production-", ""),
  );
  return `${Statistic} of ${[Namespace, MetricName, ...of].join(", ")}: ${Threshold}`;
}

const functionNames = [...functionsOf(template, "production").keys()];
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
    "Sum of AWS/Lambda, Throttles: 1",
    "Sum of AWS/ApiGateway, 5XXError, ApiName herald-production: 1",
    "Maximum of AWS/SQS, ApproximateNumberOfMessagesVisible, QueueName receipts-dead-letter: 1",
    "Maximum of AWS/SQS, ApproximateAgeOfOldestMessage, QueueName receipts: 3600",
    "Sum of Herald, ConfigurationUnavailable, service herald, stage production: 1",
    "Sum of Herald, InvalidConfiguration, service herald, stage production: 1",
    "Sum of Herald, MisconfiguredProvider, service herald, stage production: 1",
    "Sum of Herald, ReceiptRejected, service herald, stage production: 20",
  ];
  expect(alarms.map(causeOf).toSorted()).toEqual(expected.toSorted());
});

test("an alarm goes off in the first period of five minutes at its value", () => {
  for (const { ComparisonOperator, EvaluationPeriods, DatapointsToAlarm, Period } of alarms) {
    expect(ComparisonOperator).toBe("GreaterThanOrEqualToThreshold");
    expect(EvaluationPeriods).toBe(1);
    expect(DatapointsToAlarm ?? 1).toBe(1);
    expect(Period).toBe(300);
  }
});

test.each(Object.keys(config.channels))("the alarms of %s name it in their words", (channel) => {
  const ofIts = alarms.filter(({ AlarmDescription }) =>
    written(AlarmDescription).includes(`channel ${channel} `),
  );
  expect(ofIts).toHaveLength(4);
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
