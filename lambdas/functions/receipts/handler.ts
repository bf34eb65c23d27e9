import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import middy from "@middy/core";
import httpHeaderNormalizer from "@middy/http-header-normalizer";
import type { APIGatewayProxyEvent, Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { dynamoDbClient } from "../../adapters/dynamodb-client.ts";
import { dynamoDbDeliveryStore } from "../../adapters/dynamodb-delivery-store.ts";
import { dynamoDbMessageIndex } from "../../adapters/dynamodb-message-index.ts";
import { dynamoDbPreferenceStore } from "../../adapters/dynamodb-preference-store.ts";
import { dynamoDbSuppressionStore } from "../../adapters/dynamodb-suppression-store.ts";
import { sqsClient } from "../../adapters/sqs-delivery-queues.ts";
import { sendAll } from "../../adapters/sqs-receipts-queue.ts";
import { putBack } from "../../adapters/sqs-received-message.ts";
import { ssmParameters } from "../../adapters/ssm-parameters.ts";
import { httpHandler } from "../../api/http-handler.ts";
import { addressHashing } from "../../runtime/address-hashing.ts";
import { parseEnvironment } from "../../runtime/environment.ts";
import { logger } from "../../runtime/logger.ts";
import { metrics } from "../../runtime/metrics.ts";
import { stageSecret } from "../../runtime/stage-secret.ts";
import { systemClock, systemIdentifiers } from "../../runtime/system.ts";
import { closeUsers, openUsers } from "../../runtime/user-seal.ts";
import { stageParameters } from "../../settings/stage-parameters.ts";
import { callbackSources } from "./callback-sources.ts";
import { receiptsEnvironment } from "./env.ts";
import { receiptProviders } from "./receipt-providers.ts";
import type { CallbackDependencies } from "./receive-callback.ts";
import { receiveCallback } from "./receive-callback.ts";
import type { ReceiveDependencies } from "./receive-message.ts";
import { receiveMessage } from "./receive-message.ts";

const env = parseEnvironment(receiptsEnvironment);
const secret = stageSecret();
const users = { ...closeUsers(secret, env.USER_IDS), ...openUsers(secret) };
const hashing = addressHashing(secret);
const sqs = sqsClient();
const readParameters = ssmParameters();
const table = {
  client: dynamoDbClient(),
  tableName: env.NOTIFICATIONS_TABLE,
  retentionDays: env.RETENTION_DAYS,
};

const callbackDeps: CallbackDependencies = {
  sources: await callbackSources(
    () =>
      stageParameters(readParameters, {
        prefix: env.PARAMETER_PREFIX,
        cacheSeconds: env.CONFIGURATION_CACHE_SECONDS,
      }),
    env.CALLBACK_PROVIDERS,
    systemClock,
  ),
  send: (bodies) => sendAll(sqs, env.QUEUE_URL, bodies),
  users,
  clock: systemClock,
};

const receiveDeps: ReceiveDependencies = {
  deliveries: dynamoDbDeliveryStore(table, systemClock, hashing),
  suppressions: dynamoDbSuppressionStore(table, systemClock, hashing),
  preferences: dynamoDbPreferenceStore(table),
  messages: dynamoDbMessageIndex(table, systemClock, users),
  providers: await receiptProviders([...env.CALLBACK_PROVIDERS, ...env.EVENT_PROVIDERS]),
  send: (bodies) => sendAll(sqs, env.QUEUE_URL, bodies),
  users,
  putBack: (receiptHandle, delaySeconds) =>
    putBack(sqs, env.QUEUE_URL, receiptHandle, delaySeconds),
  identifiers: systemIdentifiers,
  clock: systemClock,
};

/** `POST /v1/receipts/<provider>`, and `GET` where a provider verifies the webhook. */
const receiveRequest = httpHandler((event) => receiveCallback(callbackDeps, event), {
  metrics: logMetrics(metrics),
  headers: httpHeaderNormalizer(),
});

/** A batch from the queue; reports the messages that are to come back. */
const receiveBatch = middy<SQSEvent, SQSBatchResponse>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(logMetrics(metrics))
  .handler(async ({ Records }: SQSEvent) => {
    const done = await Promise.all(Records.map((message) => receiveMessage(receiveDeps, message)));
    const putBackRecords = Records.filter((_, index) => !done[index]);
    return {
      batchItemFailures: putBackRecords.map(({ messageId }) => ({ itemIdentifier: messageId })),
    };
  });

/** Takes providers' callbacks from the API, and receipts from the queue. */
export async function handler(event: APIGatewayProxyEvent | SQSEvent, context: Context) {
  return "Records" in event ? receiveBatch(event, context) : receiveRequest(event, context);
}
