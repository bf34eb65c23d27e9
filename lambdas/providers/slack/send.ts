import * as z from "zod/mini";
import type { Outcome } from "../../core/outcome.ts";
import type { Provider } from "../../core/provider.ts";
import { failureOutcome, statusOutcome, unreadableResponse } from "../classify.ts";
import type { HttpCallResponse } from "../http-call.ts";
import { postJson, readJson } from "../rest-call.ts";
import { codes } from "./codes.ts";
import type { SlackSettings } from "./settings.ts";

/** Slack cuts off what is longer: https://docs.slack.dev/reference/methods/chat.postMessage#truncating */
const maxTextLength = 40_000;

/** Makes Slack's provider from its settings. */
export function create({ botToken, baseUrl }: SlackSettings): Provider {
  return {
    async send({ to, text }, signal) {
      const escaped = escapeControls(text);
      if (escaped.length > maxTextLength) {
        return { kind: "refused", code: "msg_too_long" };
      }
      return await postJson(
        {
          url: `${baseUrl}/chat.postMessage`,
          headers: {
            authorization: `Bearer ${botToken}`,
            "content-type": "application/json; charset=utf-8",
          },
          body: messageBody(to, escaped),
        },
        signal,
        toOutcome,
      );
    },
  };
}

/** A preview would fetch the links in the text, and use up one that works once. */
function messageBody(channel: string, text: string) {
  return { channel, text, mrkdwn: false, unfurl_links: false, unfurl_media: false };
}

/**
 * Text as it is: without this, `<!channel>` in it would call everybody.
 *
 * @see https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
function escapeControls(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Slack responds with 200 to errors too. */
function toOutcome(response: HttpCallResponse): Outcome {
  const { status } = response;
  const body = readJson(responseSchema, response);
  if (body?.error !== undefined) {
    return errorOutcome(body.error, status);
  }
  if (status !== 200) {
    return statusOutcome(status);
  }
  if (body === undefined) {
    return unreadableResponse("non-json-answer");
  }
  return body.ok === true && body.ts
    ? { kind: "accepted", providerMessageId: body.ts }
    : unreadableResponse("no-message-id");
}

/** An error says itself that nothing was posted: one that is not known is no unknown outcome. */
function errorOutcome(code: string, status: number): Outcome {
  const isKnown = codes.has(code) || status !== 200;
  return failureOutcome(codes, { code, status, kind: isKnown ? undefined : "misconfigured" });
}

/** The `ts` of a message is its time, and is unique in its channel. */
const responseSchema = z.looseObject({
  ok: z.optional(z.boolean()),
  ts: z.optional(z.string()),
  error: z.optional(z.string()),
});
