import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import middy from "@middy/core";
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { dynamoDbClient } from "../../adapters/dynamodb-client.ts";
import { dynamoDbDeliveryStore } from "../../adapters/dynamodb-delivery-store.ts";
import { dynamoDbHealthStore } from "../../adapters/dynamodb-health-store.ts";
import { dynamoDbSuppressionStore } from "../../adapters/dynamodb-suppression-store.ts";
import { s3AttachmentStore } from "../../adapters/s3-attachment-store.ts";
import { contentBucket } from "../../adapters/s3-client.ts";
import { sqsClient } from "../../adapters/sqs-delivery-queues.ts";
import { holdMessages, putBack } from "../../adapters/sqs-received-message.ts";
import { ssmParameters } from "../../adapters/ssm-parameters.ts";
import { ProviderHealth } from "../../core/provider-health.ts";
import { maxReceivesOf } from "../../core/receive.ts";
import { loadSendingProviders } from "../../providers/load-providers.ts";
import { addressHashing } from "../../runtime/address-hashing.ts";
import { currentStage, localStage, parseEnvironment } from "../../runtime/environment.ts";
import { logger } from "../../runtime/logger.ts";
import { metrics } from "../../runtime/metrics.ts";
import { settingsMarks } from "../../runtime/settings-mark.ts";
import { stageSecret } from "../../runtime/stage-secret.ts";
import { systemClock, systemIdentifiers, systemTimer } from "../../runtime/system.ts";
import { unsubscribeLinks } from "../../runtime/unsubscribe-links.ts";
import { userMarks } from "../../runtime/user-marks.ts";
import { openUsers } from "../../runtime/user-seal.ts";
import { stageParameters } from "../../settings/stage-parameters.ts";
import { channelEnvironment } from "./env.ts";
import { ssmProviderRoster } from "./provider-roster.ts";
import type { BatchDependencies } from "./receive-batch.ts";
import { receiveBatch } from "./receive-batch.ts";

const env = parseEnvironment(channelEnvironment);
const retryDelaysSeconds = env.RETRY_DELAYS_SECONDS;
const secret = stageSecret();
const hashing = addressHashing(secret);
const sqs = sqsClient();
const dynamoDb = dynamoDbClient();
const parameters = stageParameters(ssmParameters(), {
  prefix: env.PARAMETER_PREFIX,
  cacheSeconds: env.CONFIGURATION_CACHE_SECONDS,
});

const roster = ssmProviderRoster(
  parameters,
  env.CHANNEL,
  await loadSendingProviders(env.ALLOWED_PROVIDERS),
  settingsMarks(secret),
);

const deps: BatchDependencies = {
  channel: env.CHANNEL,
  users: openUsers(secret),
  policy: {
    retryDelaysSeconds,
    afterUnknown: env.AFTER_UNKNOWN,
    order: env.PROVIDER_ORDER,
    truncate: env.TRUNCATE,
    maxReceives: maxReceivesOf({ retryDelaysSeconds }),
  },
  deliveries: dynamoDbDeliveryStore(
    { client: dynamoDb, tableName: env.NOTIFICATIONS_TABLE, retentionDays: env.RETENTION_DAYS },
    systemClock,
    hashing,
  ),
  suppressions: dynamoDbSuppressionStore(
    { client: dynamoDb, tableName: env.NOTIFICATIONS_TABLE },
    systemClock,
    hashing,
  ),
  roster,
  unsubscribeUrlOf: unsubscribeLinks(secret, {
    retentionDays: env.RETENTION_DAYS,
    publicUrl: roster.publicUrl,
  }),
  health: new ProviderHealth({
    store: dynamoDbHealthStore(dynamoDb, env.PROVIDER_HEALTH_TABLE),
    clock: systemClock,
    policy: env.HEALTH_POLICY,
  }),
  attachments:
    env.CONTENT_BUCKET === undefined
      ? undefined
      : s3AttachmentStore(
          contentBucket(env.CONTENT_BUCKET, { forcePathStyle: currentStage() === localStage }),
          userMarks(secret),
        ),
  putBack: (receiptHandle, delaySeconds) =>
    putBack(sqs, env.QUEUE_URL, receiptHandle, delaySeconds),
  hold: (receiptHandles, seconds) => holdMessages(sqs, env.QUEUE_URL, receiptHandles, seconds),
  identifiers: systemIdentifiers,
  clock: systemClock,
  timer: systemTimer,
  random: Math.random,
};

/** Receives a batch from the channel's queue; reports the messages that are to come back. */
export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(logMetrics(metrics))
  .handler(({ Records }: SQSEvent, context: Context) =>
    receiveBatch(deps, Records, new Date(Date.now() + context.getRemainingTimeInMillis())),
  );
