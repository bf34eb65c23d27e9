import type { Stack } from "aws-cdk-lib";
import { RemovalPolicy } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import {
  ConfigurationSet,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
} from "aws-cdk-lib/aws-ses";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { addEventTopic } from "../event-topic-stack.ts";
import type { StageFacts } from "../provider-module.ts";
import type { ProviderStack } from "../provider-stack.ts";
import { configurationSetName } from "./deployment.ts";

/** What the stack makes for SES: the identity it sends as, and the way of its events. */
export const stack: ProviderStack = {
  permissions: sendEmail,
  addResources: addIdentity,
  addEvents: (scope, facts, queue) => new EmailEvents(scope, "EmailEvents", facts, queue),
};

/**
 * Sending as the stage's own identity and with its own configuration set only. While the account is
 * in SES's sandbox, a recipient that is an identity of the same account needs this permission too.
 */
function sendEmail(stack: Stack, { emailIdentity, namePrefix }: StageFacts): PolicyStatement[] {
  const identity = stack.formatArn({
    service: "ses",
    resource: "identity",
    resourceName: emailIdentity ?? "none",
  });
  const configurationSet = stack.formatArn({
    service: "ses",
    resource: "configuration-set",
    resourceName: configurationSetName(namePrefix),
  });
  const resources = [identity, configurationSet];
  return [new PolicyStatement({ actions: ["ses:SendEmail", "ses:SendRawEmail"], resources })];
}

function addIdentity(
  scope: Construct,
  { emailIdentity, createEmailIdentity, production }: StageFacts,
): void {
  if (emailIdentity === undefined || !createEmailIdentity) {
    return;
  }
  const identity = new EmailIdentity(scope, "EmailIdentity", {
    identity: emailIdentity.includes("@")
      ? Identity.email(emailIdentity)
      : Identity.domain(emailIdentity),
  });
  identity.applyRemovalPolicy(
    production ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
  );
}

/**
 * What becomes of e-mail: the configuration set that every message is sent with publishes events to
 * a topic, and the topic puts them into the receipts' queue.
 *
 * https://docs.aws.amazon.com/ses/latest/dg/monitor-using-event-publishing.html
 */
class EmailEvents extends Construct {
  constructor(scope: Construct, id: string, { namePrefix, kmsKeyArn }: StageFacts, queue: IQueue) {
    super(scope, id);
    const name = configurationSetName(namePrefix);
    const topic = addEventTopic(this, { topicName: `${name}-email-events`, kmsKeyArn, queue });
    const configurationSet = new ConfigurationSet(this, "ConfigurationSet", {
      configurationSetName: name,
    });
    configurationSet.addEventDestination("Events", {
      configurationSetEventDestinationName: "receipts",
      destination: EventDestination.snsTopic(topic),
      events: [
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
      ],
    });
  }
}
