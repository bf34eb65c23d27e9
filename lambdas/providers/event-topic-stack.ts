import { AnyPrincipal, Effect, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { Topic } from "aws-cdk-lib/aws-sns";
import { SqsSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";

/** What a topic of an AWS service's events is made of. */
export interface EventTopicProps {
  readonly topicName: string;
  /** The KMS key of the stage; AWS's own keys if left out. */
  readonly kmsKeyArn?: string | undefined;
  /** The receipts' queue. */
  readonly queue: IQueue;
}

/**
 * Makes the topic to which an AWS service publishes what becomes of messages, and which puts that into the
 * receipts' queue as it is. Who publishes is still to be permitted.
 */
export function addEventTopic(
  scope: Construct,
  { topicName, kmsKeyArn, queue }: EventTopicProps,
): Topic {
  const topic = new Topic(scope, "Topic", {
    topicName,
    enforceSSL: true,
    ...(kmsKeyArn !== undefined && { masterKey: Key.fromKeyArn(scope, "Key", kmsKeyArn) }),
  });
  keepToItself(topic, queue);
  topic.addSubscription(new SqsSubscription(queue, { rawMessageDelivery: true }));
  return topic;
}

/**
 * Denies the account's principals to publish events of their own, and to have the service's, which name
 * people, sent elsewhere. The root user may, for who locks themselves out.
 */
function keepToItself(topic: Topic, queue: IQueue): void {
  const { partition, account } = topic.stack;
  const others = {
    ArnNotLike: { "aws:PrincipalArn": `arn:${partition}:iam::${account}:root` },
    Null: { "aws:PrincipalArn": "false" },
  };
  const deny = (action: string, conditions: Readonly<Record<string, unknown>>) =>
    topic.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: [action],
        resources: [topic.topicArn],
        conditions,
      }),
    );
  deny("sns:Publish", others);
  deny("sns:Subscribe", { ...others, StringNotEquals: { "sns:Endpoint": queue.queueArn } });
}
