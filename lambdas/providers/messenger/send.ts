import * as z from "zod/mini";
import type { Outcome } from "../../core/outcome.ts";
import type { Provider } from "../../core/provider.ts";
import { statusOutcome, unreadableResponse } from "../classify.ts";
import { metadataOf } from "../delivery-metadata.ts";
import type { HttpCallResponse } from "../http-call.ts";
import { postJson, readJson } from "../rest-call.ts";
import { errorOutcome, graphErrorSchema } from "./rules.ts";
import type { MessengerSettings } from "./settings.ts";

/** Makes Messenger's provider from its settings. */
export function create(settings: MessengerSettings): Provider {
  return {
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
  };
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

const responseSchema = z.looseObject({
  message_id: z.optional(z.string()),
  error: z.optional(graphErrorSchema),
});
