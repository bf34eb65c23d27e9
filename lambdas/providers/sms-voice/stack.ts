import type { Stack } from "aws-cdk-lib";
import { Effect, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnConfigurationSet } from "aws-cdk-lib/aws-smsvoice";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { addEventTopic } from "../event-topic-stack.ts";
import type { StageFacts } from "../provider-module.ts";
import type { ProviderStack } from "../provider-stack.ts";
import { configurationSetName } from "./deployment.ts";

/** What the stack makes for AWS End User Messaging SMS: the way of its events. */
export const stack: ProviderStack = {
  permissions: sendTextMessage,
  addEvents: (scope, facts, queue) => new SmsEvents(scope, "SmsEvents", facts, queue),
};

/** A resource's ARN, in the stage's region and account. */
function arnOf(stack: Stack, resource: string, resourceName: string): string {
  return stack.formatArn({ service: "sms-voice", resource, resourceName });
}

/**
 * Sending from the account's own numbers, sender ids and pools, which the settings may change at any time,
 * under its protect configurations, and with the stage's own configuration set only.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsendusermessagingsmsandvoicev2.html
 */
function sendTextMessage(stack: Stack, { namePrefix }: StageFacts): PolicyStatement[] {
  const resources = [
    arnOf(stack, "configuration-set", configurationSetName(namePrefix)),
    ...["phone-number", "pool", "protect-configuration", "sender-id"].map((resource) =>
      arnOf(stack, resource, "*"),
    ),
  ];
  return [new PolicyStatement({ actions: ["sms-voice:SendTextMessage"], resources })];
}

/** The events that say what became of a message; the others only tell where it is. */
const matchingEventTypes = [
  "TEXT_BLOCKED",
  "TEXT_CARRIER_BLOCKED",
  "TEXT_CARRIER_UNREACHABLE",
  "TEXT_DELIVERED",
  "TEXT_INVALID",
  "TEXT_INVALID_MESSAGE",
  "TEXT_PROTECT_BLOCKED",
  "TEXT_SPAM",
  "TEXT_SUCCESSFUL",
  "TEXT_TTL_EXPIRED",
  "TEXT_UNREACHABLE",
];

/**
 * What becomes of SMS: the configuration set that every message is sent with publishes events to a topic,
 * and the topic puts them into the receipts' queue.
 *
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-sns-creating-role.html
 */
class SmsEvents extends Construct {
  constructor(scope: Construct, id: string, facts: StageFacts, queue: IQueue) {
    super(scope, id);
    const { namePrefix, kmsKeyArn, createSmsConfigurationSet } = facts;
    const name = configurationSetName(namePrefix);
    const topic = addEventTopic(this, { topicName: `${name}-sms-events`, kmsKeyArn, queue });
    const { policyDependable } = topic.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal("sms-voice.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: {
            "aws:SourceAccount": topic.stack.account,
            "aws:SourceArn": arnOf(topic.stack, "configuration-set", name),
          },
        },
      }),
    );
    if (!createSmsConfigurationSet) {
      return;
    }
    const configurationSet = new CfnConfigurationSet(this, "ConfigurationSet", {
      configurationSetName: name,
      eventDestinations: [
        {
          eventDestinationName: "receipts",
          enabled: true,
          matchingEventTypes,
          snsDestination: { topicArn: topic.topicArn },
        },
      ],
    });
    if (policyDependable !== undefined) {
      configurationSet.node.addDependency(policyDependable);
    }
  }
}
