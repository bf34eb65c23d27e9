import * as z from "zod/mini";
import type { Outcome } from "../../core/outcome.ts";
import type { ProviderMessage, ProviderModule } from "../../core/provider.ts";
import { providerSettingsSchema } from "../../core/provider.ts";
import type { ErrorTable } from "../classify.ts";
import { failureOutcome, statusOutcome, unreadableResponse } from "../classify.ts";
import type { HttpCallResponse } from "../http-call.ts";
import { postJson, readJson } from "../rest-call.ts";
import { baseUrlSetting, secretSetting } from "../settings.ts";

const settingsSchema = z.extend(providerSettingsSchema, {
  /** The token of the page that writes to the user, with the permission `pages_messaging`. */
  pageAccessToken: secretSetting,
  /** The app's secret, by which webhooks' signatures are checked; receipts need it. */
  appSecret: z.optional(secretSetting),
  /** What Messenger is to say when it verifies the webhook; receipts need it. */
  verifyToken: z.optional(secretSetting),
  /** Version of the Graph API, e.g. `v24.0`; each works for at least two years. */
  apiVersion: z._default(z.string().check(z.regex(/^v\d{1,3}\.\d$/)), "v24.0"),
  /** What the message is to Messenger's rules; both need the 24 hour window. */
  messagingType: z._default(z.enum(["RESPONSE", "UPDATE"]), "UPDATE"),
  baseUrl: z._default(baseUrlSetting, "https://graph.facebook.com"),
});

type MessengerSettings = z.infer<typeof settingsSchema>;

/**
 * Facebook Messenger, Send API:
 * https://developers.facebook.com/docs/messenger-platform/reference/send-api
 *
 * The address is the user's page-scoped id. The message's metadata are the delivery's ids, which
 * its echo brings back to the webhook.
 */
export const messenger: ProviderModule<MessengerSettings> = {
  id: "messenger",
  address: "messengerId",
  settingsSchema,
  create: (settings) => ({
    send: (message, signal) =>
      postJson(
        {
          url: sendUrl(settings),
          body: {
            recipient: { id: message.to },
            messaging_type: settings.messagingType,
            message: { text: message.text, metadata: metadataOf(message) },
          },
        },
        signal,
        toOutcome,
      ),
  }),
};

function metadataOf({ userId, notificationId, channel }: ProviderMessage): string {
  return JSON.stringify({ userId, notificationId, channel });
}

function sendUrl({ baseUrl, apiVersion, pageAccessToken }: MessengerSettings): string {
  const token = encodeURIComponent(pageAccessToken);
  return `${baseUrl}/${apiVersion}/me/messages?access_token=${token}`;
}

function toOutcome(response: HttpCallResponse): Outcome {
  const body = readJson(responseSchema, response);
  if (body?.error) {
    return errorOutcome(body.error, response.status);
  }
  if (response.status !== 200) {
    return statusOutcome(response.status);
  }
  if (body === undefined) {
    return unreadableResponse("non-json-answer");
  }
  return body.message_id
    ? { kind: "accepted", providerMessageId: body.message_id }
    : unreadableResponse("no-message-id");
}

function errorOutcome(error: GraphError, status: number): Outcome {
  const { code, error_subcode, message = "" } = error;
  if (code === invalidParameter && /message\[text\]/.test(message)) {
    return { kind: "refused", code: String(code) };
  }
  const detailed = `${code}-${error_subcode}`;
  const listed = Object.hasOwn(kindsByCode, detailed);
  return failureOutcome(kindsByCode, listed ? detailed : code, status);
}

/** One code stands for every bad parameter: only the text says that it is the message's own. */
const invalidParameter = 100;

const graphErrorSchema = z.looseObject({
  code: z.number(),
  error_subcode: z.optional(z.number()),
  message: z.optional(z.string()),
});

type GraphError = z.infer<typeof graphErrorSchema>;

const responseSchema = z.looseObject({
  message_id: z.optional(z.string()),
  error: z.optional(graphErrorSchema),
});

/**
 * Error codes, or code and subcode:
 * https://developers.facebook.com/docs/messenger-platform/error-codes
 *
 * Code 2 can also mean that the user blocked the page; its retries end with the delivery's attempts.
 */
const kindsByCode: ErrorTable = {
  1: "unavailable",
  2: "unavailable",
  4: "unavailable",
  17: "unavailable",
  613: "unavailable",
  1200: "unavailable",
  10: "refused",
  200: "refused",
  551: "refused",
  "100-2018001": "refused",
  190: "misconfigured",
};
