import { EventType } from "@aws-sdk/client-pinpoint-sms-voice-v2";
import { expect, test } from "vitest";
import { readEvent } from "../../lambdas/providers/sms-voice/receipts.ts";
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

/** A topic of the stage by the end of its name, with what hangs on it. */
function topicNamed(name: string) {
  const topics = Object.entries(template.findResources("AWS::SNS::Topic"));
  const [id] =
    topics.find(([, { Properties }]) => Properties.TopicName === `herald-production-${name}`) ?? [];
  const subscription = resourcesOf(template, "AWS::SNS::Subscription").find(
    ({ Properties }) => Properties.TopicArn.Ref === id,
  );
  const policy = resourcesOf(template, "AWS::SNS::TopicPolicy").find(({ Properties }) =>
    Properties.Topics.some(({ Ref }: { Ref: string }) => Ref === id),
  );
  const statements: readonly { Effect: string }[] = policy?.Properties.PolicyDocument.Statement;
  return { arn: { Ref: id }, subscription, statements };
}

test.each(["email-events", "sms-events"])(
  "the topic %s puts events into the queue as they are",
  (name) => {
    const { subscription } = topicNamed(name);
    expect(subscription?.Properties).toMatchObject({ Protocol: "sqs", RawMessageDelivery: true });
    expect(written(subscription?.Properties.Endpoint)).toMatch(/^<ReceiptsQueue.*\.Arn>$/);
  },
);

test("SES publishes what becomes of e-mail to its topic", () => {
  const [set] = resourcesOf(template, "AWS::SES::ConfigurationSet");
  expect(set?.Properties.Name).toBe("herald-production");
  const [destination] = resourcesOf(template, "AWS::SES::ConfigurationSetEventDestination");
  const { MatchingEventTypes, SnsDestination } = destination?.Properties.EventDestination ?? {};
  expect(MatchingEventTypes.toSorted()).toEqual(["bounce", "complaint", "delivery", "reject"]);
  expect(SnsDestination.TopicARN).toEqual(topicNamed("email-events").arn);
});

test("End User Messaging publishes what becomes of SMS to its topic, once it may", () => {
  const [set] = Object.values(template.findResources("AWS::SMSVOICE::ConfigurationSet"));
  const { ConfigurationSetName, EventDestinations } = set?.["Properties"] ?? {};
  expect(ConfigurationSetName).toBe("herald-production");
  const [{ MatchingEventTypes, ...destination }, ...others] = EventDestinations;
  expect(others).toEqual([]);
  expect(destination).toEqual({
    EventDestinationName: "receipts",
    Enabled: true,
    SnsDestination: { TopicArn: topicNamed("sms-events").arn },
  });
  expect(set?.["DependsOn"]).toEqual([expect.stringMatching(/^ReceiptsSmsEventsTopicPolicy/)]);
  expect(MatchingEventTypes).toHaveLength(11);
});

test("what End User Messaging publishes are the events that say something, and no others", () => {
  const [set] = resourcesOf(template, "AWS::SMSVOICE::ConfigurationSet");
  const published: string[] = set?.Properties.EventDestinations[0].MatchingEventTypes;
  const ofText = Object.values(EventType).filter((type) => /^TEXT_(?!ALL$)/.test(type));
  const telling = ofText.filter((eventType) => {
    const event = { eventType, eventTimestamp: 0, isFinal: true, messageId: "m-1" };
    return readEvent(JSON.stringify(event)) === "no-tags";
  });
  expect(published).toEqual(telling.toSorted());
});

test("a stage whose CloudFormation knows no such configuration set has the topic alone", () => {
  const local = templateOf(shippedConfig("local"));
  expect(resourcesOf(local, "AWS::SMSVOICE::ConfigurationSet")).toEqual([]);
  const topics = resourcesOf(local, "AWS::SNS::Topic");
  expect(topics.map(({ Properties }) => Properties.TopicName).toSorted()).toEqual([
    "herald-local-email-events",
    "herald-local-sms-events",
  ]);
});

test.each([
  ["email-events", "ses.amazonaws.com"],
  ["sms-events", "sms-voice.amazonaws.com"],
])("to %s only %s may publish, for this configuration set, and only by TLS", (name, Service) => {
  const { statements } = topicNamed(name);
  const allowed = statements.filter(({ Effect }) => Effect === "Allow");
  expect(allowed).toMatchObject([{ Action: "sns:Publish", Principal: { Service } }]);
  const { Condition } = allowed[0] as unknown as { Condition: object };
  expect(JSON.stringify(Condition)).toMatch(/aws:SourceArn.*:configuration-set\//i);
  expect(JSON.stringify(statements)).toContain('{"aws:SecureTransport":"false"}');
});

test("a stage without SES and End User Messaging has nothing of them", () => {
  const { email: _, sms: __, ...channels } = config.channels;
  const enabledChannels = Object.keys(channels);
  const without = templateOf({ ...config, channels, enabledChannels, limits: {} });
  expect(resourcesOf(without, "AWS::SES::ConfigurationSet")).toEqual([]);
  expect(resourcesOf(without, "AWS::SMSVOICE::ConfigurationSet")).toEqual([]);
  expect(resourcesOf(without, "AWS::SNS::Topic")).toEqual([]);
});
