import * as z from "zod/mini";
import type { Outcome } from "../../core/outcome.ts";
import type { Provider, ProviderMessage } from "../../core/provider.ts";
import { failureOutcome, unreadableResponse } from "../classify.ts";
import type { HttpCallResponse } from "../http-call.ts";
import { postJson, readJson } from "../rest-call.ts";
import { codes } from "./codes.ts";
import { errorName } from "./rules.ts";
import type { TelegramSettings } from "./settings.ts";

/** Makes Telegram's provider from its settings. */
export function create({ botToken, baseUrl }: TelegramSettings): Provider {
  const url = `${baseUrl}/bot${botToken}/sendMessage`;
  return {
    send: (message, signal) => postJson({ url, body: messageBody(message) }, signal, toOutcome),
  };
}

/** A preview would fetch the links in the text, and use up one that works once. */
function messageBody({ to, text }: ProviderMessage) {
  return { chat_id: to, text, link_preview_options: { is_disabled: true } };
}

function toOutcome(response: HttpCallResponse): Outcome {
  const body = readJson(responseSchema, response);
  if (body?.ok === false || response.status !== 200) {
    return errorOutcome(body, response.status);
  }
  if (body === undefined) {
    return unreadableResponse("non-json-answer");
  }
  const id = body.result?.message_id;
  return id
    ? { kind: "accepted", providerMessageId: String(id) }
    : unreadableResponse("no-message-id");
}

function errorOutcome(body: TelegramResponse | undefined, status: number): Outcome {
  const { error_code: given, description = "", parameters } = body ?? {};
  const outcome = failureOutcome(codes, { code: errorName(given, description), status });
  const retryAfterSeconds = parameters?.retry_after;
  return outcome.kind === "throttled" && retryAfterSeconds !== undefined
    ? { ...outcome, retryAfterSeconds }
    : outcome;
}

/** https://core.telegram.org/bots/api#making-requests */
const responseSchema = z.looseObject({
  ok: z.optional(z.boolean()),
  result: z.optional(z.looseObject({ message_id: z.optional(z.number()) })),
  error_code: z.optional(z.number()),
  description: z.optional(z.string()),
  parameters: z.optional(
    z.looseObject({ retry_after: z.optional(z.number().check(z.int(), z.gte(0))) }),
  ),
});

type TelegramResponse = z.infer<typeof responseSchema>;
