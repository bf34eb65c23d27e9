import * as z from "zod/mini";
import type { Outcome } from "../../core/outcome.ts";
import type { ProviderMessage, ProviderModule } from "../../core/provider.ts";
import { providerSettingsSchema } from "../../core/provider.ts";
import type { ErrorTable } from "../classify.ts";
import { failureOutcome, statusOutcome, unreadableResponse } from "../classify.ts";
import type { HttpCallResponse } from "../http-call.ts";
import { postJson, readJson } from "../rest-call.ts";
import { baseUrlSetting, secretSetting } from "../settings.ts";
import { secondsToLive } from "../time-to-live.ts";

const settingsSchema = z.extend(providerSettingsSchema, {
  /** The app's secret API key. */
  apiKey: secretSetting,
  baseUrl: z._default(baseUrlSetting, "https://api.pushy.me"),
});

type PushySettings = z.infer<typeof settingsSchema>;

/** Pushy keeps a push for an offline device for a year at most. */
const maxTimeToLive = 365 * 24 * 3_600;

/**
 * Pushy, Send Notifications API: https://pushy.me/docs/api/send-notifications
 *
 * The app finds the text in `data.message` (and `data.title`); `notification` is what iOS shows.
 */
export const pushy: ProviderModule<PushySettings> = {
  id: "pushy",
  address: "pushToken",
  // The device is not registered any more.
  suppressionCodes: ["failed-token"],
  settingsSchema,
  create: (settings) => ({
    send: (message, signal) =>
      postJson(
        {
          url: `${settings.baseUrl}/push?api_key=${encodeURIComponent(settings.apiKey)}`,
          body: pushBody(message),
        },
        signal,
        (response) => toOutcome(response, message.to),
      ),
  }),
};

function pushBody(message: ProviderMessage) {
  const { to, text, subject, notificationId } = message;
  return {
    to,
    data: { message: text, title: subject, notificationId },
    notification: { title: subject, body: text },
    time_to_live: secondsToLive(message.expiresAt, maxTimeToLive),
  };
}

function toOutcome(response: HttpCallResponse, token: string): Outcome {
  const body = readJson(responseSchema, response);
  if (body?.code !== undefined || response.status !== 200) {
    return failureOutcome(kindsByCode, body?.code, response.status);
  }
  if (body === undefined) {
    return unreadableResponse("non-json-answer");
  }
  if (body.info?.failed?.includes(token)) {
    return { kind: "refused", code: "failed-token" };
  }
  if (body.success !== true) {
    return statusOutcome(response.status);
  }
  return body.id
    ? { kind: "accepted", providerMessageId: body.id }
    : unreadableResponse("no-message-id");
}

const responseSchema = z.looseObject({
  success: z.optional(z.boolean()),
  id: z.optional(z.string()),
  info: z.optional(z.looseObject({ failed: z.optional(z.array(z.string())) })),
  code: z.optional(z.string()),
});

/** https://pushy.me/docs/api/send-notifications, "API Errors". */
const kindsByCode: ErrorTable = {
  NO_RECIPIENTS: "refused",
  INVALID_PARAM: "refused",
  PAYLOAD_LIMIT_EXCEEDED: "refused",
  INVALID_API_KEY: "misconfigured",
  NO_APNS_AUTH: "misconfigured",
  ACCOUNT_SUSPENDED: "misconfigured",
  RATE_LIMIT_EXCEEDED: "unavailable",
  INTERNAL_SERVER_ERROR: "unavailable",
};
