import { Duration } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Code, IFunction } from "aws-cdk-lib/aws-lambda";
import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { receiptsEnvironment } from "../../lambdas/functions/receipts/env.ts";
import type { DeploymentConfig } from "../deployment-config.ts";
import { visibilityPerTimeout } from "../deployment-config.ts";
import { namesOf } from "../names.ts";
import { queueDefaults } from "./channel-pipeline.ts";
import type { ConfigurationParameters } from "./configuration-parameters.ts";
import { EmailEvents } from "./email-events.ts";
import { HeraldFunction } from "./herald-function.ts";
import type { NotificationsTable } from "./notifications-table.ts";
import { ReceiptsAlarms } from "./receipts-alarms.ts";

const timeoutSeconds = 10;

/** A receipt that cannot be recorded is tried for about 18 minutes. */
const maxReceiveCount = 12;

/** The providers that call back over HTTP. */
const callbackProviders = ["twilio", "sendgrid", "messenger"];

/** What the receipts' pipeline is made of. */
export interface ReceiptsPipelineProps {
  readonly config: DeploymentConfig;
  readonly code: Code;
  readonly table: NotificationsTable;
  readonly parameters: ConfigurationParameters;
  readonly alarmTopic: ITopic | undefined;
}

/**
 * Receipts: the function that takes providers' callbacks from the API, the queue into which it puts
 * them and e-mail's events go, and which feeds the same function.
 */
export class ReceiptsPipeline extends Construct {
  private readonly queue: Queue;
  readonly function: IFunction;

  constructor(scope: Construct, id: string, props: ReceiptsPipelineProps) {
    super(scope, id);
    const names = namesOf(props.config.stage).receiptsQueues;
    const deadLetterQueue = new Queue(this, "DeadLetterQueue", {
      ...queueDefaults,
      queueName: names.deadLetterQueue,
    });
    this.queue = new Queue(this, "Queue", {
      ...queueDefaults,
      queueName: names.queue,
      visibilityTimeout: Duration.seconds(visibilityPerTimeout * timeoutSeconds),
      deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount },
    });
    this.function = this.makeFunction(props).function;
    new EventSourceMapping(this, "EventSource", {
      target: this.function,
      eventSourceArn: this.queue.queueArn,
      batchSize: 10,
      maxConcurrency: 10,
      reportBatchItemFailures: true,
    });
    if (providersOf(props.config).includes("ses")) {
      new EmailEvents(this, "EmailEvents", { stage: props.config.stage, queue: this.queue });
    }
    const topic = props.alarmTopic;
    new ReceiptsAlarms(this, "Alarms", { queue: this.queue, deadLetterQueue, topic });
  }

  private makeFunction({ config, code, table, parameters }: ReceiptsPipelineProps) {
    const used = providersOf(config);
    const providers = callbackProviders.filter((provider) => used.includes(provider));
    return new HeraldFunction<typeof receiptsEnvironment>(this, "Receipts", {
      functionName: namesOf(config.stage).functionNamed("receipts"),
      description: "Herald: moves deliveries forward by what providers say later",
      code,
      timeoutSeconds,
      environment: {
        QUEUE_URL: this.queue.queueUrl,
        NOTIFICATIONS_TABLE: table.tableName,
        PARAMETER_PREFIX: parameters.prefix,
        CALLBACK_PROVIDERS: JSON.stringify(providers),
        RETENTION_DAYS: String(config.retentionDays),
        CONFIGURATION_CACHE_SECONDS: String(config.configurationCacheSeconds),
      },
      permissions: [
        new PolicyStatement({
          actions: [
            "dynamodb:BatchGetItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
          ],
          resources: [table.tableArn],
        }),
        new PolicyStatement({
          actions: [
            "sqs:ChangeMessageVisibility",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:ReceiveMessage",
            "sqs:SendMessage",
          ],
          resources: [this.queue.queueArn],
        }),
        parameters.readPermission("receipts", { providers }),
      ],
    });
  }
}

function providersOf({ channels }: DeploymentConfig): readonly string[] {
  return Object.values(channels).flatMap(({ allowedProviders }) => allowedProviders);
}
