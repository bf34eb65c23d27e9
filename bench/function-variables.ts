import { randomBytes } from "node:crypto";
import type { channelEnvironment } from "../lambdas/functions/channel/env.ts";
import type { intakeEnvironment } from "../lambdas/functions/intake/env.ts";
import type { operationsEnvironment } from "../lambdas/functions/operations/env.ts";
import type { pagesEnvironment } from "../lambdas/functions/pages/env.ts";
import type { receiptsEnvironment } from "../lambdas/functions/receipts/env.ts";
import type { trackingEnvironment } from "../lambdas/functions/tracking/env.ts";
import type { EnvironmentOf } from "../lambdas/runtime/environment.ts";
import { secretVariable } from "../lambdas/runtime/environment.ts";

const shared = {
  [secretVariable]: randomBytes(32).toString("base64url"),
  USER_IDS: "sealed",
  NOTIFICATIONS_TABLE: "notifications",
  PARAMETER_PREFIX: "/herald/bench",
  RETENTION_DAYS: "30",
  CONFIGURATION_CACHE_SECONDS: "30",
};

/** One caller, as in a stage that names none. */
const callers = '{"default":{"scopes":["send","read","change","erase","operate"]}}';

/** The environment of an intake function without channels. */
export const intakeVariables: EnvironmentOf<typeof intakeEnvironment> = {
  ...shared,
  CONTENT_BUCKET: "content",
  CHANNELS: "{}",
  CALLERS: callers,
  DEFAULT_ENABLED_CHANNELS: "[]",
  DEFAULT_RESPONSES_PER_HOUR: "0",
  DEFAULT_LIMITS: "{}",
};

/** The environment of an operations function without channels. */
export const operationsVariables: EnvironmentOf<typeof operationsEnvironment> = {
  ...shared,
  PROVIDER_HEALTH_TABLE: "provider-health",
  CONTENT_BUCKET: "content",
  CHANNELS: "{}",
  CALLERS: callers,
  DEFAULT_ENABLED_CHANNELS: "[]",
};

/** The environment of a tracking function. */
export const trackingVariables: EnvironmentOf<typeof trackingEnvironment> = {
  NOTIFICATIONS_TABLE: shared.NOTIFICATIONS_TABLE,
  CHANNELS: "[]",
  CALLERS: callers,
};

/** The environment of a pages function. */
export const pagesVariables: EnvironmentOf<typeof pagesEnvironment> = {
  AUTHENTICATION: "api-key",
  NOTIFICATIONS_TABLE: shared.NOTIFICATIONS_TABLE,
};

/** The environment of a channel function that may use these providers. */
export function channelVariables(
  allowedProviders: readonly string[],
): EnvironmentOf<typeof channelEnvironment> {
  return {
    ...shared,
    CHANNEL: "sms",
    QUEUE_URL: "http://127.0.0.1/queue",
    ALLOWED_PROVIDERS: JSON.stringify(allowedProviders),
    RETRY_DELAYS_SECONDS: "[1,2,4]",
    AFTER_UNKNOWN: "resend",
    PROVIDER_ORDER: "listed",
    PROVIDER_HEALTH_TABLE: "provider-health",
    HEALTH_POLICY: '{"failuresToOpen":3,"openSeconds":30,"longestOpenSeconds":600}',
  };
}

/** Variables with which receipts starts where every provider may say something later. */
export const receiptsVariables: EnvironmentOf<typeof receiptsEnvironment> = {
  ...shared,
  QUEUE_URL: "http://127.0.0.1/queue",
  CALLBACK_PROVIDERS: '["twilio","sendgrid","messenger"]',
  EVENT_PROVIDERS: '["sms-voice","ses"]',
};
