import { Duration } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Code, IFunction } from "aws-cdk-lib/aws-lambda";
import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { receiptsEnvironment } from "../../lambdas/functions/receipts/env.ts";
import { reservedConcurrency } from "../concurrency.ts";
import type { DeploymentConfig } from "../deployment-config.ts";
import { userIdForm } from "../deployment-config.ts";
import { namesOf } from "../names.ts";
import { visibilityPerTimeout } from "../queue-limits.ts";
import type { StageProvider } from "../stage-providers.ts";
import { factsOf } from "../stage-providers.ts";
import { queueDefaults } from "./channel-pipeline.ts";
import type { ConfigurationParameters } from "./configuration-parameters.ts";
import type { StageAlarms } from "./herald-alarm.ts";
import type { HeraldFunctionProps } from "./herald-function.ts";
import { HeraldFunction } from "./herald-function.ts";
import type { NotificationsTable } from "./notifications-table.ts";
import { restrictQueue } from "./queue-access.ts";
import { ReceiptsAlarms } from "./receipts-alarms.ts";
import type { StageKey } from "./stage-key.ts";
import type { StageSecret } from "./stage-secret.ts";

const timeoutSeconds = 10;

/** A receipt that cannot be recorded is tried for about 18 minutes. */
const maxReceiveCount = 12;

/** What the receipts' pipeline is made of. */
export interface ReceiptsPipelineProps {
  readonly config: DeploymentConfig;
  /** Every provider that a channel may use. */
  readonly providers: readonly StageProvider[];
  readonly code: Code;
  readonly table: NotificationsTable;
  readonly parameters: ConfigurationParameters;
  readonly alarms: StageAlarms;
  readonly key: StageKey;
  readonly secret: StageSecret;
}

/**
 * Receipts: a function that takes providers' callbacks from the API and puts them into a queue, where
 * e-mail's events go too, and one that the queue feeds. They share their code and nothing else: the one
 * that anybody can call knows neither the table nor what is in the queue.
 */
export class ReceiptsPipeline extends Construct {
  private readonly queue: Queue;
  /** Takes callbacks. */
  readonly function: IFunction;
  /** Records what is in the queue. */
  readonly queueFunction: IFunction;

  constructor(scope: Construct, id: string, props: ReceiptsPipelineProps) {
    super(scope, id);
    const names = namesOf(props.config.stage).receiptsQueues;
    const deadLetterQueue = new Queue(this, "DeadLetterQueue", {
      ...queueDefaults(props.key),
      queueName: names.deadLetterQueue,
    });
    this.queue = new Queue(this, "Queue", {
      ...queueDefaults(props.key),
      queueName: names.queue,
      visibilityTimeout: Duration.seconds(visibilityPerTimeout * timeoutSeconds),
      deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount },
    });
    this.function = this.makeFunction(props);
    this.queueFunction = this.makeQueueFunction(props);
    const operators = props.config.queueOperators;
    restrictQueue(this.queue, {
      senders: [this.function, this.queueFunction],
      receivers: [this.queueFunction],
      operators,
    });
    restrictQueue(deadLetterQueue, { operators });
    new EventSourceMapping(this, "EventSource", {
      target: this.queueFunction,
      eventSourceArn: this.queue.queueArn,
      batchSize: 10,
      maxConcurrency: props.config.concurrency.receipts,
      reportBatchItemFailures: true,
    });
    for (const { stack } of props.providers) {
      stack?.addEvents?.(this, factsOf(props.config), this.queue);
    }
    new ReceiptsAlarms(this, "Alarms", {
      stage: props.config.stage,
      queue: this.queue,
      deadLetterQueue,
      alarms: props.alarms,
    });
  }

  private makeFunction(props: ReceiptsPipelineProps): IFunction {
    const { config, parameters } = props;
    return this.makeReceiptsFunction("Receipts", props, {
      functionName: namesOf(config.stage).functionNamed("receipts"),
      description: "Herald: takes what providers say later",
      reservedConcurrency: reservedConcurrency(config).callbacks,
      permissions: [
        new PolicyStatement({
          actions: ["sqs:SendMessage"],
          resources: [this.queue.queueArn],
        }),
        ...props.key.usedThrough("sqs", "ssm", "lambda"),
        parameters.readPermission("receipts", { providers: callingBack(props) }),
      ],
    });
  }

  private makeQueueFunction(props: ReceiptsPipelineProps): IFunction {
    return this.makeReceiptsFunction("FromQueue", props, {
      functionName: namesOf(props.config.stage).functionNamed("receipts-queue"),
      description: "Herald: moves deliveries forward by what providers say later",
      permissions: [
        new PolicyStatement({
          actions: [
            "dynamodb:BatchGetItem",
            "dynamodb:ConditionCheckItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
          ],
          resources: [props.table.tableArn],
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
        ...props.key.usedThrough("dynamodb", "sqs", "lambda"),
      ],
    });
  }

  private makeReceiptsFunction(
    id: string,
    props: ReceiptsPipelineProps,
    own: Pick<
      HeraldFunctionProps<typeof receiptsEnvironment>,
      "functionName" | "description" | "permissions" | "reservedConcurrency"
    >,
  ): IFunction {
    const { config, providers, code, table, parameters } = props;
    const withEvents = idsOf(providers.filter(({ receipts }) => receipts?.events));
    return new HeraldFunction<typeof receiptsEnvironment>(this, id, {
      ...own,
      stage: config.stage,
      code,
      timeoutSeconds,
      secret: props.secret,
      environment: {
        QUEUE_URL: this.queue.queueUrl,
        NOTIFICATIONS_TABLE: table.tableName,
        PARAMETER_PREFIX: parameters.prefix,
        CALLBACK_PROVIDERS: JSON.stringify(callingBack(props)),
        EVENT_PROVIDERS: JSON.stringify(withEvents),
        USER_IDS: userIdForm(config),
        RETENTION_DAYS: String(config.retentionDays),
        CONFIGURATION_CACHE_SECONDS: String(config.configurationCacheSeconds),
      },
    }).function;
  }
}

function callingBack({ providers }: ReceiptsPipelineProps): readonly string[] {
  return idsOf(providers.filter(({ receipts }) => receipts?.callback));
}

function idsOf(providers: readonly StageProvider[]): readonly string[] {
  return providers.map(({ id }) => id);
}
