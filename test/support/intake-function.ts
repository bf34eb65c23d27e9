import type { APIGatewayProxyResult } from "aws-lambda";
import { apiEvent } from "./api-event.ts";
import type { TestStage } from "./test-stage.ts";
import { becomeFunction, invocationContext } from "./test-stage.ts";

/** Carries out one request for `POST /v1/notifications`. */
export type Submit = (body: unknown, key?: string) => Promise<APIGatewayProxyResult>;

/**
 * Makes this process the intake function of a stage.
 *
 * @param endpoint where the function finds AWS: the emulator's, or that of a recorder before it.
 * @param options.contentBucket needed by calls with files or a template.
 */
export async function startIntakeFunction(
  { table, parameterPrefix, queueUrls }: TestStage,
  endpoint: string,
  { cacheSeconds = 30, contentBucket = "herald-test-content" } = {},
): Promise<Submit> {
  const addresses = {
    twilio: "phoneNumber",
    sns: "phoneNumber",
    ses: "email",
    sendgrid: "email",
    pushy: "pushToken",
  };
  const channels = Object.entries(queueUrls).map(([name, url]) => {
    const queueUrl = new URL(new URL(url).pathname, endpoint).href;
    return [name, { queueUrl, addresses }];
  });
  becomeFunction(endpoint, {
    NOTIFICATIONS_TABLE: table.tableName,
    CONTENT_BUCKET: contentBucket,
    PARAMETER_PREFIX: parameterPrefix,
    CHANNELS: JSON.stringify(Object.fromEntries(channels)),
    DEFAULT_ENABLED_CHANNELS: "[]",
    DEFAULT_RESPONSES_PER_HOUR: "0",
    DEFAULT_LIMITS: "{}",
    RETENTION_DAYS: "30",
    CONFIGURATION_CACHE_SECONDS: String(cacheSeconds),
  });
  const { handler } = await import("../../lambdas/functions/intake/handler.ts");
  return (body, key) => {
    const headers = { "content-type": "application/json", ...(key && { "idempotency-key": key }) };
    return handler(apiEvent({ body, headers }), invocationContext());
  };
}
