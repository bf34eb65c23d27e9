import { describe, expect, test } from "vitest";
import { maxDaysInQueue } from "../../lambdas/core/receive.ts";
import type { Resource } from "./synthesize.ts";
import { functionsOf, resourcesOf, shippedConfig, templateOf, written } from "./synthesize.ts";

const shipped = shippedConfig("sandbox");
const sms = {
  ...shipped.channels["sms"],
  providers: ["twilio", "sns"],
  allowedProviders: ["twilio", "sns"],
  retryDelaysSeconds: [5, 6, 7, 8, 9],
  afterUnknown: "hold",
  order: "weighted",
  maximumConcurrency: 7,
  batchSize: 3,
  functionTimeoutSeconds: 47,
} as const;
const config = {
  ...shipped,
  channels: {
    ...shipped.channels,
    sms: {
      ...sms,
      truncate: true,
      providers: [...sms.providers],
      allowedProviders: [...sms.allowedProviders],
      retryDelaysSeconds: [...sms.retryDelaysSeconds],
    },
  },
};
const template = templateOf(config);
const functions = functionsOf(template, "sandbox");
const queues = new Map(
  resourcesOf(template, "AWS::SQS::Queue").map((queue) => [queue.Properties.QueueName, queue]),
);

describe.each(Object.entries(config.channels))("the channel %s", (channel, channelConfig) => {
  const queue = queues.get(`herald-sandbox-${channel}`) as Resource;
  const deadLetterQueue = queues.get(`herald-sandbox-${channel}-dead-letter`) as Resource;
  const channelFunction = functions.get(`channel-${channel}`) as Resource;

  test("hides a message for six times the function's time-out", () => {
    const timeout = channelFunction.Properties.Timeout;
    expect(timeout).toBe(channelConfig.functionTimeoutSeconds);
    expect(queue.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * timeout);
  });

  test("has room for 120 receives that are no attempts", () => {
    const { maxReceiveCount, deadLetterTargetArn } = queue.Properties.RedrivePolicy;
    expect(maxReceiveCount).toBe(channelConfig.retryDelaysSeconds.length + 1 + 120);
    const target = template.toJSON()["Resources"][deadLetterTargetArn["Fn::GetAtt"][0]];
    expect(target.Properties.QueueName).toBe(deadLetterQueue.Properties.QueueName);
  });

  test("keeps messages 14 days, encrypted", () => {
    for (const { Properties } of [queue, deadLetterQueue]) {
      expect(Properties.MessageRetentionPeriod).toBe(14 * 24 * 3600);
      expect(Properties.MessageRetentionPeriod).toBeGreaterThan(maxDaysInQueue * 24 * 3600);
      expect(Properties.SqsManagedSseEnabled).toBe(true);
    }
  });

  test("feeds its function in batches that may fail in part", () => {
    const mapping = resourcesOf(template, "AWS::Lambda::EventSourceMapping").find(
      ({ Properties }) => queueNameOf(Properties.EventSourceArn) === queue.Properties.QueueName,
    );
    expect(mapping?.Properties).toMatchObject({
      BatchSize: channelConfig.batchSize,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: channelConfig.maximumConcurrency },
    });
    const target = template.toJSON()["Resources"][mapping?.Properties.FunctionName.Ref];
    expect(target.Properties.FunctionName).toBe(channelFunction.Properties.FunctionName);
  });
});

test("every queue takes TLS only", () => {
  const closed = resourcesOf(template, "AWS::SQS::QueuePolicy").flatMap(({ Properties }) =>
    Properties.PolicyDocument.Statement.filter(
      ({ Effect, Condition }: { Effect: string; Condition: unknown }) =>
        Effect === "Deny" &&
        JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
    ).map(({ Resource }: { Resource: unknown }) => written(Resource)),
  );
  expect(new Set(closed).size).toBe(2 * (Object.keys(config.channels).length + 1));
});

function queueNameOf(arn: { "Fn::GetAtt": [string, string] }): string {
  return template.toJSON()["Resources"][arn["Fn::GetAtt"][0]].Properties.QueueName;
}
