import * as z from "zod/mini";
import type { Outcome } from "../../core/outcome.ts";
import type { Provider, ProviderMessage } from "../../core/provider.ts";
import { failureOutcome, statusOutcome, unreadableResponse } from "../classify.ts";
import { collapseKeyFor } from "../collapse-key.ts";
import type { HttpCallResponse } from "../http-call.ts";
import { postJson, readJson } from "../rest-call.ts";
import { pushSecondsToLive } from "../time-to-live.ts";
import { codes } from "./codes.ts";
import { kindByText } from "./rules.ts";
import type { PushySettings } from "./settings.ts";

/** Pushy keeps a push for an offline device for a year at most. */
const maxTimeToLive = 365 * 24 * 3_600;

/** Pushy's collapse keys have 32 characters at most. */
const collapseKeyPattern = /^.{1,32}$/;

/** Makes Pushy's provider from its settings. */
export function create(settings: PushySettings): Provider {
  return {
    send: (message, signal) =>
      postJson(
        {
          url: `${settings.baseUrl}/push?api_key=${encodeURIComponent(settings.apiKey)}`,
          body: pushBody(message),
        },
        signal,
        (response) => toOutcome(response, message.to),
      ),
  };
}

function pushBody(message: ProviderMessage) {
  const { to, text, subject, notificationId, push = {} } = message;
  const title = push.title ?? subject;
  const { badge, sound, collapseKey } = push;
  return {
    to,
    data: { ...push.data, message: text, title, notificationId },
    notification: { title, body: text, badge, sound },
    time_to_live: timeToLive(message),
    collapse_key: collapseKey && collapseKeyFor(collapseKey, collapseKeyPattern),
  };
}

/** Seconds; Pushy has no "now or never", for which a second is the closest. */
function timeToLive(message: ProviderMessage): number | undefined {
  const seconds = pushSecondsToLive(message, maxTimeToLive);
  return seconds === undefined ? undefined : Math.max(seconds, 1);
}

function toOutcome(response: HttpCallResponse, token: string): Outcome {
  const body = readJson(responseSchema, response);
  if (body?.code !== undefined || response.status !== 200) {
    const { code, error = "" } = body ?? {};
    return failureOutcome(codes, { code, status: response.status, kind: kindByText(code, error) });
  }
  if (body === undefined) {
    return unreadableResponse("non-json-answer");
  }
  if (body.info?.failed?.includes(token)) {
    return failureOutcome(codes, { code: "failed-token", status: response.status });
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
  error: z.optional(z.string()),
});
