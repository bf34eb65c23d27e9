import * as z from "zod/mini";
import type { Outcome } from "../../core/outcome.ts";
import type { ProviderMessage, ProviderModule } from "../../core/provider.ts";
import { providerSettingsSchema } from "../../core/provider.ts";
import type { ErrorTable } from "../classify.ts";
import { failureOutcome, unreadableResponse } from "../classify.ts";
import type { HttpCallResponse } from "../http-call.ts";
import { postJson, readJson } from "../rest-call.ts";
import { baseUrlSetting, secretSetting } from "../settings.ts";

const settingsSchema = z.extend(providerSettingsSchema, {
  /** An API key that may send mail, `SG.…`. */
  apiKey: secretSetting,
  /** The sender: an address of a verified sender or authenticated domain. */
  from: z.email(),
  /** The key by which the Event Webhook's signatures are checked; receipts need it. */
  webhookPublicKey: z.optional(secretSetting),
  /** The subject of a message that has none. */
  defaultSubject: z._default(z.string().check(z.minLength(1)), "Notification"),
  baseUrl: z._default(baseUrlSetting, "https://api.sendgrid.com"),
});

type SendgridSettings = z.infer<typeof settingsSchema>;

/**
 * Twilio SendGrid, v3 Mail Send:
 * https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send
 *
 * Its events carry `userId`, `notificationId` and `channel` (custom arguments) as they are.
 */
export const sendgrid: ProviderModule<SendgridSettings> = {
  id: "sendgrid",
  address: "email",
  settingsSchema,
  create: (settings) => ({
    send: (message, signal) =>
      postJson(
        {
          url: `${settings.baseUrl}/v3/mail/send`,
          headers: { authorization: `Bearer ${settings.apiKey}` },
          body: mailBody(settings, message),
        },
        signal,
        toOutcome,
      ),
  }),
};

function mailBody(settings: SendgridSettings, message: ProviderMessage) {
  const { userId, notificationId, channel } = message;
  return {
    personalizations: [{ to: [{ email: message.to }] }],
    from: { email: settings.from },
    subject: message.subject ?? settings.defaultSubject,
    content: [{ type: "text/plain", value: message.text }],
    custom_args: { userId, notificationId, channel },
  };
}

function toOutcome(response: HttpCallResponse): Outcome {
  if (response.status === 202) {
    const providerMessageId = response.headers["x-message-id"];
    return providerMessageId
      ? { kind: "accepted", providerMessageId }
      : unreadableResponse("no-message-id");
  }
  if (response.status === 413) {
    return { kind: "refused", code: "http-413" };
  }
  const field = readJson(errorSchema, response)?.errors[0]?.field ?? undefined;
  return failureOutcome(kindsByField, field?.replace(/\.\d+/g, ""), response.status);
}

const errorSchema = z.looseObject({
  errors: z.array(z.looseObject({ field: z.nullish(z.string()) })),
});

/**
 * SendGrid has no error codes; the field that it complains of, without its indexes, takes their
 * place. Those that hold the recipient or the content:
 * https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors
 */
const kindsByField: ErrorTable = {
  personalizations: "refused",
  "personalizations.to": "refused",
  "personalizations.to.email": "refused",
  subject: "refused",
  content: "refused",
  "content.value": "refused",
};
