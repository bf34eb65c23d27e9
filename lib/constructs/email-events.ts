import { ConfigurationSet, EmailSendingEvent, EventDestination } from "aws-cdk-lib/aws-ses";
import { Topic } from "aws-cdk-lib/aws-sns";
import { SqsSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { namesOf } from "../names.ts";

/** What e-mail's events are made of. */
export interface EmailEventsProps {
  readonly stage: string;
  /** Where the events end up, as SES writes them. */
  readonly queue: IQueue;
}

/**
 * What becomes of e-mail: the configuration set that every message is sent with publishes events to
 * a topic, and the topic puts them into the receipts' queue.
 *
 * https://docs.aws.amazon.com/ses/latest/dg/monitor-using-event-publishing.html
 */
export class EmailEvents extends Construct {
  constructor(scope: Construct, id: string, { stage, queue }: EmailEventsProps) {
    super(scope, id);
    const names = namesOf(stage);
    const topic = new Topic(this, "Topic", { topicName: names.emailEventsTopic, enforceSSL: true });
    topic.addSubscription(new SqsSubscription(queue, { rawMessageDelivery: true }));
    const configurationSet = new ConfigurationSet(this, "ConfigurationSet", {
      configurationSetName: names.configurationSet,
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
