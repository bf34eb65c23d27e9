import * as z from "zod/mini";
import type { Outcome } from "../../core/outcome.ts";
import type { Attachment } from "../../core/ports/content.ts";
import type { Provider, ProviderMessage } from "../../core/provider.ts";
import { statusOutcome, unreadableResponse } from "../classify.ts";
import type { HttpCallResponse } from "../http-call.ts";
import { bareType, base64Of } from "../mail-files.ts";
import { mailHeaders } from "../mail-headers.ts";
import { postJson, readJson } from "../rest-call.ts";
import { badRequestOutcome } from "./rules.ts";
import type { SendgridSettings } from "./settings.ts";

/** Makes SendGrid's provider from its settings. */
export function create(settings: SendgridSettings): Provider {
  return {
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
  };
}

function mailBody(settings: SendgridSettings, message: ProviderMessage) {
  const { userId, notificationId, channel, html, replyTo, attachments } = message;
  const headers = mailHeaders(message);
  return {
    personalizations: [{ to: [{ email: message.to }] }],
    from: { email: settings.from.address, name: settings.from.name },
    ...(replyTo !== undefined && { reply_to: { email: replyTo } }),
    subject: message.subject ?? settings.defaultSubject,
    // Text comes first: https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors
    content: [
      { type: "text/plain", value: message.text },
      ...(html === undefined ? [] : [{ type: "text/html", value: html }]),
    ],
    ...(attachments && { attachments: attachments.map(attachmentBody) }),
    ...(headers.length > 0 && {
      headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
    }),
    custom_args: { userId, notificationId, channel },
  };
}

/** SendGrid takes no parameters of a type. */
function attachmentBody(attachment: Attachment) {
  const { filename, contentType, inline } = attachment;
  return {
    content: base64Of(attachment),
    filename,
    type: bareType(contentType),
    ...(inline === undefined
      ? { disposition: "attachment" }
      : { disposition: "inline", content_id: inline }),
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
  if (response.status !== 400) {
    return statusOutcome(response.status);
  }
  return badRequestOutcome(readJson(errorSchema, response)?.errors ?? []);
}

const errorSchema = z.looseObject({
  errors: z.array(z.looseObject({ field: z.nullish(z.string()), message: z.nullish(z.string()) })),
});
