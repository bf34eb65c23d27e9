import * as z from "zod/mini";
import type { Outcome } from "../../core/outcome.ts";
import type { Provider, ProviderMessage } from "../../core/provider.ts";
import { statusOutcome, unreadableResponse } from "../classify.ts";
import { metadataOf } from "../delivery-metadata.ts";
import type { HttpCallResponse } from "../http-call.ts";
import { postJson, readJson } from "../rest-call.ts";
import { messageIdOf } from "./message-id.ts";
import { errorOutcome, errorSchema } from "./rules.ts";
import type { WhatsappSettings } from "./settings.ts";
import { templateParameter } from "./template-parameter.ts";

/** Makes WhatsApp's provider from its settings. */
export function create(settings: WhatsappSettings): Provider {
  const { baseUrl, apiVersion, phoneNumberId, accessToken } = settings;
  return {
    send: (message, signal) =>
      postJson(
        {
          url: `${baseUrl}/${apiVersion}/${phoneNumberId}/messages`,
          headers: { authorization: `Bearer ${accessToken}` },
          body: {
            messaging_product: "whatsapp",
            recipient_type: "individual",
            ...recipientOf(message),
            ...contentOf(settings, message),
            biz_opaque_callback_data: metadataOf(message),
          },
        },
        signal,
        toOutcome,
      ),
  };
}

/** A number is `to`, a business-scoped user id, which begins with letters, `recipient`. */
function recipientOf({ to }: ProviderMessage) {
  return /^\d/.test(to) ? { to } : { recipient: to };
}

function contentOf(settings: WhatsappSettings, { text }: ProviderMessage) {
  if (settings.send === "text") {
    return { type: "text", text: { body: text } };
  }
  const { templateName: name, templateLanguage: code, templateTakesText } = settings;
  const parameters = [{ type: "text", text: templateParameter(text) }];
  const components = templateTakesText ? [{ type: "body", parameters }] : [];
  return { type: "template", template: { name, language: { code }, components } };
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
  const wamid = body.messages?.[0]?.id;
  return wamid
    ? { kind: "accepted", providerMessageId: messageIdOf(wamid) }
    : unreadableResponse("no-message-id");
}

const responseSchema = z.looseObject({
  messages: z.optional(z.array(z.looseObject({ id: z.optional(z.string()) }))),
  error: z.optional(errorSchema),
});
