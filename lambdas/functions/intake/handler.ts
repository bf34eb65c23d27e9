import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import { dynamoDbAddressCounter } from "../../adapters/dynamodb-address-counter.ts";
import { dynamoDbChannelCounter } from "../../adapters/dynamodb-channel-counter.ts";
import { dynamoDbClient } from "../../adapters/dynamodb-client.ts";
import { dynamoDbErasures } from "../../adapters/dynamodb-erasures.ts";
import { dynamoDbNotificationHistory } from "../../adapters/dynamodb-notification-history.ts";
import { dynamoDbNotificationStore } from "../../adapters/dynamodb-notification-store.ts";
import { dynamoDbParameterCopy } from "../../adapters/dynamodb-parameter-copy.ts";
import { dynamoDbReservationStore } from "../../adapters/dynamodb-reservation-store.ts";
import { dynamoDbThrottleCounter } from "../../adapters/dynamodb-throttle-counter.ts";
import { s3AttachmentStore } from "../../adapters/s3-attachment-store.ts";
import { contentBucket } from "../../adapters/s3-client.ts";
import { sqsClient, sqsDeliveryQueues } from "../../adapters/sqs-delivery-queues.ts";
import { ssmParameters } from "../../adapters/ssm-parameters.ts";
import { callerAccess } from "../../api/callers.ts";
import { httpHandler } from "../../api/http-handler.ts";
import { jsonBodyOf } from "../../api/json-body.ts";
import { jsonResponse } from "../../api/json-responses.ts";
import type { RouteHandler } from "../../api/serve-routes.ts";
import { serveRoutes } from "../../api/serve-routes.ts";
import type { Acceptance } from "../../core/accept-notification.ts";
import { acceptNotification } from "../../core/accept-notification.ts";
import type { DryRun } from "../../core/dry-run.ts";
import { dryRun } from "../../core/dry-run.ts";
import { readTraceparent } from "../../core/trace.ts";
import { addressHashing } from "../../runtime/address-hashing.ts";
import { attachmentFiles } from "../../runtime/attachment-files.ts";
import {
  currentStage,
  currentXRayTrace,
  localStage,
  parseEnvironment,
} from "../../runtime/environment.ts";
import { erasureMarks } from "../../runtime/erasure-marks.ts";
import { htmlText } from "../../runtime/html-text.ts";
import { logger, userHash } from "../../runtime/logger.ts";
import { count, metrics } from "../../runtime/metrics.ts";
import { phoneNumbers } from "../../runtime/phone-numbers.ts";
import { requestHashes } from "../../runtime/request-hashes.ts";
import { smsSegments } from "../../runtime/sms-segments.ts";
import { stageSecret } from "../../runtime/stage-secret.ts";
import { systemClock, systemIdentifiers } from "../../runtime/system.ts";
import { userMarks } from "../../runtime/user-marks.ts";
import { closeUsers } from "../../runtime/user-seal.ts";
import { stageParameters } from "../../settings/stage-parameters.ts";
import { intakeConfiguration } from "./configuration.ts";
import { intakeEnvironment } from "./env.ts";
import { knownFields } from "./known-fields.ts";
import { dryRunResponseFor, responseFor } from "./responses.ts";
import { stageTemplates } from "./stage-templates.ts";

const env = parseEnvironment(intakeEnvironment);
const secret = stageSecret();
const marks = erasureMarks(secret, env.USER_IDS);
const hashing = addressHashing(secret);
const channels = Object.entries(env.CHANNELS);
const table = {
  client: dynamoDbClient(),
  tableName: env.NOTIFICATIONS_TABLE,
  retentionDays: env.RETENTION_DAYS,
};
const counters = { ...table, once: dynamoDbClient({ maxAttempts: 1 }) };
const parameters = stageParameters(ssmParameters(), {
  prefix: env.PARAMETER_PREFIX,
  cacheSeconds: env.CONFIGURATION_CACHE_SECONDS,
  copy: dynamoDbParameterCopy(table, "intake"),
});

const bucket = contentBucket(env.CONTENT_BUCKET, { forcePathStyle: currentStage() === localStage });

const templates = stageTemplates(bucket, env.CONFIGURATION_CACHE_SECONDS);

const deps = {
  configuration: intakeConfiguration(parameters, {
    addresses: Object.fromEntries(channels.map(([name, { addresses }]) => [name, addresses])),
    contentLimits: env.CONTENT_LIMITS,
    truncating: channels.flatMap(([name, { truncate }]) => (truncate ? [name] : [])),
    withoutAddress: env.PROVIDERS_WITHOUT_ADDRESS,
    enabledByDefault: env.DEFAULT_ENABLED_CHANNELS,
    responsesPerHourByDefault: env.DEFAULT_RESPONSES_PER_HOUR,
    limitsByDefault: env.DEFAULT_LIMITS,
  }),
  throttle: dynamoDbThrottleCounter(counters, systemClock),
  addressCounter: dynamoDbAddressCounter(counters, hashing),
  channelCounter: dynamoDbChannelCounter(counters, { clock: systemClock, random: Math.random }),
  notifications: dynamoDbNotificationStore(table, systemClock, marks),
  reservations: dynamoDbReservationStore(table, systemClock),
  history: dynamoDbNotificationHistory(table, channels.length, systemClock),
  erasures: dynamoDbErasures(table, marks),
  queues: sqsDeliveryQueues(
    sqsClient(),
    Object.fromEntries(channels.map(([name, { queueUrl }]) => [name, queueUrl])),
    closeUsers(secret, env.USER_IDS),
    hashing,
    currentXRayTrace,
  ),
  identifiers: systemIdentifiers,
  requestHashes: requestHashes(secret, env.USER_IDS),
  phoneNumbers,
  smsSegments,
  htmlText,
  attachmentFiles,
  attachments: s3AttachmentStore(bucket, userMarks(secret)),
  templates,
  clock: systemClock,
};

const access = callerAccess(env.CALLERS);

const sendNotification: RouteHandler<"sendNotification"> = async (
  { dryRun: isDryRun },
  { event, deadline },
) => {
  const { body, headers } = event;
  const caller = access.callerOf(event).name;
  const idempotencyKey = headers["idempotency-key"];
  if (isDryRun === true) {
    const result = await dryRun(deps, { caller, body, idempotencyKey });
    logDryRun(result);
    return dryRunResponseFor(result);
  }
  const acceptance = await acceptNotification(deps, {
    caller,
    body,
    idempotencyKey,
    deadline,
    ...readTraceparent(headers["traceparent"]),
  });
  logAcceptance(acceptance);
  return responseFor(acceptance);
};

const listTemplates: RouteHandler<"listTemplates"> = async () =>
  jsonResponse(200, { templates: await templates.list() });

const routes = serveRoutes<"intake">(
  { sendNotification, listTemplates },
  { unknownParameters: "ignore" },
);

/** Accepts notifications, with `dryRun` says what one would come to, and lists the templates. */
export const handler = httpHandler(routes, {
  metrics: logMetrics(metrics),
  access: access.middleware,
  ...jsonBodyOf("POST"),
});

function logAcceptance(acceptance: Acceptance): void {
  if (acceptance.kind === "accepted") {
    const { notification, replayed } = acceptance;
    const { id: notificationId, userId, channels } = notification;
    const line = { notificationId, userHash: userHash(userId), channels, replayed };
    logger.info("accepted", line);
    count("Accepted");
    return;
  }
  if (acceptance.kind === "over-limit") {
    const { limit, channel, address } = acceptance.over;
    count(limit === "responses-per-hour" ? "Throttled" : "Limited");
    logger.info(acceptance.kind, { limit, channel, address });
    return;
  }
  count("Rejected");
  const fields = acceptance.kind === "invalid" ? knownFields(acceptance.faults) : [];
  logger.info(acceptance.kind, { fields });
}

function logDryRun(result: DryRun): void {
  const fields = result.kind === "invalid" ? knownFields(result.faults) : [];
  logger.info("dry run", { result: result.kind, fields });
}
