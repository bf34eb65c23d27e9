import { setTimeout as pause } from "node:timers/promises";
import { dynamoDbClient } from "../../adapters/dynamodb-client.ts";
import { dynamoDbDeliveryStore } from "../../adapters/dynamodb-delivery-store.ts";
import { dynamoDbHealthStore } from "../../adapters/dynamodb-health-store.ts";
import { dynamoDbNotificationHistory } from "../../adapters/dynamodb-notification-history.ts";
import { dynamoDbParameterCopy } from "../../adapters/dynamodb-parameter-copy.ts";
import { dynamoDbUserRecords } from "../../adapters/dynamodb-user-records.ts";
import { s3AttachmentStore } from "../../adapters/s3-attachment-store.ts";
import { contentBucket } from "../../adapters/s3-client.ts";
import { sqsClient, sqsDeliveryQueues } from "../../adapters/sqs-delivery-queues.ts";
import { readQueueDepth } from "../../adapters/sqs-queue-depth.ts";
import { ssmParameters } from "../../adapters/ssm-parameters.ts";
import { callerAccess } from "../../api/callers.ts";
import { addressHashing } from "../../runtime/address-hashing.ts";
import {
  currentStage,
  currentXRayTrace,
  localStage,
  parseEnvironment,
} from "../../runtime/environment.ts";
import { erasureMarks } from "../../runtime/erasure-marks.ts";
import { stageSecret } from "../../runtime/stage-secret.ts";
import { systemClock, systemIdentifiers } from "../../runtime/system.ts";
import { userMarks } from "../../runtime/user-marks.ts";
import { closeUsers } from "../../runtime/user-seal.ts";
import { stageParameters } from "../../settings/stage-parameters.ts";
import { channelSettings } from "./configuration.ts";
import { operationsEnvironment } from "./env.ts";

const env = parseEnvironment(operationsEnvironment);
const secret = stageSecret();
/** What stands for addresses. */
export const hashing = addressHashing(secret);
const channels = Object.entries(env.CHANNELS);
const dynamoDb = dynamoDbClient();
const sqs = sqsClient();
/** The Notifications table. */
export const table = {
  client: dynamoDb,
  tableName: env.NOTIFICATIONS_TABLE,
  retentionDays: env.RETENTION_DAYS,
};
const parameters = stageParameters(ssmParameters(), {
  prefix: env.PARAMETER_PREFIX,
  cacheSeconds: env.CONFIGURATION_CACHE_SECONDS,
  copy: dynamoDbParameterCopy(table, "operations"),
});

/** Who may call, and who calls. */
export const access = callerAccess(env.CALLERS);

/** The names of the deployed channels. */
export const deployedChannels = channels.map(([name]) => name);

/** What a caller's change to deliveries works with. */
export const interventions = {
  history: dynamoDbNotificationHistory(table, channels.length, systemClock),
  deliveries: dynamoDbDeliveryStore(table, systemClock, hashing),
  isDeployed: (channel: string) => Object.hasOwn(env.CHANNELS, channel),
  queues: sqsDeliveryQueues(
    sqs,
    Object.fromEntries(channels.map(([name, { queueUrl }]) => [name, queueUrl])),
    closeUsers(secret, env.USER_IDS),
    hashing,
    currentXRayTrace,
  ),
  identifiers: systemIdentifiers,
  clock: systemClock,
};

/** Everything that is kept of a user. */
export const userRecords = dynamoDbUserRecords(table, {
  clock: systemClock,
  pause,
  marks: erasureMarks(secret, env.USER_IDS),
});

/** The files of users' mails. */
export const attachments = s3AttachmentStore(
  contentBucket(env.CONTENT_BUCKET, { forcePathStyle: currentStage() === localStage }),
  userMarks(secret),
);

/** What the status is read from. */
export const statusSources = {
  channels: channelSettings(parameters, {
    providers: Object.fromEntries(channels.map(([name, { providers }]) => [name, providers])),
    enabledByDefault: env.DEFAULT_ENABLED_CHANNELS,
  }),
  health: dynamoDbHealthStore(dynamoDb, env.PROVIDER_HEALTH_TABLE),
  clock: systemClock,
  depthOf: async (channel: string) => {
    const { queueUrl = "", deadLetterUrl = "" } = env.CHANNELS[channel] ?? {};
    return readQueueDepth(sqs, queueUrl, deadLetterUrl);
  },
};
