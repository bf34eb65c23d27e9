import { expect, test } from "vitest";
import type { Resource } from "./synthesize.ts";
import { functionsOf, resourcesOf, shippedConfig, templateOf, written } from "./synthesize.ts";

const config = shippedConfig("production");
const template = templateOf(config);
const resources = template.toJSON()["Resources"];

function queueOf(name: string): Resource {
  const queues = resourcesOf(template, "AWS::SQS::Queue");
  return queues.find(({ Properties }) => Properties.QueueName === name) as Resource;
}

const queue = queueOf("herald-production-receipts");

test("the receipts' queue outlasts its function, and hands what it cannot record to another", () => {
  const { Timeout } = functionsOf(template, "production").get("receipts-queue")?.Properties ?? {};
  expect(queue.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout);
  const { maxReceiveCount, deadLetterTargetArn } = queue.Properties.RedrivePolicy;
  expect(maxReceiveCount).toBe(12);
  expect(resources[deadLetterTargetArn["Fn::GetAtt"][0]].Properties.QueueName).toBe(
    "herald-production-receipts-dead-letter",
  );
  for (const name of ["receipts", "receipts-dead-letter"]) {
    const { Properties } = queueOf(`herald-production-${name}`);
    expect(Properties).toMatchObject({
      MessageRetentionPeriod: 14 * 24 * 3600,
      SqsManagedSseEnabled: true,
    });
  }
});

test("the queue feeds its function in batches that may fail in part", () => {
  const mapping = resourcesOf(template, "AWS::Lambda::EventSourceMapping").find(({ Properties }) =>
    /^<ReceiptsQueue/.test(written(Properties.EventSourceArn)),
  );
  expect(mapping?.Properties).toMatchObject({
    BatchSize: 10,
    ScalingConfig: { MaximumConcurrency: config.concurrency.receipts },
    FunctionResponseTypes: ["ReportBatchItemFailures"],
  });
  expect(written(mapping?.Properties.FunctionName)).toMatch(/^<ReceiptsFromQueueFunction/);
});

test("SES publishes what becomes of e-mail to a topic, which puts it into the queue as it is", () => {
  const [set] = resourcesOf(template, "AWS::SES::ConfigurationSet");
  expect(set?.Properties.Name).toBe("herald-production");
  const [destination] = resourcesOf(template, "AWS::SES::ConfigurationSetEventDestination");
  const { MatchingEventTypes, SnsDestination } = destination?.Properties.EventDestination ?? {};
  expect(MatchingEventTypes.toSorted()).toEqual(["bounce", "complaint", "delivery", "reject"]);
  const [subscription] = resourcesOf(template, "AWS::SNS::Subscription");
  expect(subscription?.Properties).toMatchObject({ Protocol: "sqs", RawMessageDelivery: true });
  expect(written(subscription?.Properties.Endpoint)).toMatch(/^<ReceiptsQueue.*\.Arn>$/);
  expect(SnsDestination.TopicARN).toEqual(subscription?.Properties.TopicArn);
});

test("only SES, for this configuration set, may publish to the topic, and only by TLS", () => {
  const [policy] = resourcesOf(template, "AWS::SNS::TopicPolicy");
  const statements = policy?.Properties.PolicyDocument.Statement;
  const allowed = statements.filter(({ Effect }: { Effect: string }) => Effect === "Allow");
  expect(allowed).toHaveLength(1);
  expect(allowed[0]).toMatchObject({
    Action: "sns:Publish",
    Principal: { Service: "ses.amazonaws.com" },
  });
  const { "AWS:SourceArn": source } = allowed[0].Condition.StringEquals;
  expect(JSON.stringify(source)).toContain(":configuration-set/");
  expect(JSON.stringify(statements)).toContain('{"aws:SecureTransport":"false"}');
});

test("a stage without SES has nothing of it", () => {
  const { email: _, ...channels } = config.channels;
  const enabledChannels = Object.keys(channels);
  const without = templateOf({ ...config, channels, enabledChannels });
  expect(resourcesOf(without, "AWS::SES::ConfigurationSet")).toEqual([]);
  expect(resourcesOf(without, "AWS::SNS::Topic")).toEqual([]);
});
