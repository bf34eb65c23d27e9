import { randomInt } from "node:crypto";
import type {
  ProviderRequest,
  ProviderResponse,
  SimulatedMessage,
  SimulatedProvider,
} from "../simulated-provider.ts";
import { jsonObject, jsonResponse } from "../simulated-provider.ts";

const credentials = { botToken: "xoxb-simulated-slack-bot-token" };

/** https://docs.slack.dev/reference/methods/chat.postMessage */
export const provider: SimulatedProvider = {
  credentials,
  path: "/chat.postMessage",
  check,
  faults: {
    "refuse-recipient": () => failure("channel_not_found"),
    "rate-limit": () =>
      jsonResponse(429, { ok: false, error: "ratelimited" }, { "retry-after": "1" }),
    "server-error": () => failure("service_unavailable", 503),
    "bad-credentials": () => failure("invalid_auth"),
  },
  accept: async ({ recipient: channel, text }) => {
    const micros = String(randomInt(1_000_000)).padStart(6, "0");
    const ts = `${Math.floor(Date.now() / 1_000)}.${micros}`;
    const message = { type: "message", bot_id: "B0000000001", text, ts };
    return {
      response: jsonResponse(200, { ok: true, channel, ts, message }),
      providerMessageId: ts,
    };
  },
};

const maxTextLength = 40_000;

function check({ headers, body }: ProviderRequest): SimulatedMessage | ProviderResponse {
  if (headers.authorization !== `Bearer ${credentials.botToken}`) {
    return failure("invalid_auth");
  }
  const { channel, text } = jsonObject(body);
  if (typeof text !== "string" || text === "") {
    return failure("no_text");
  }
  if (text.length > maxTextLength) {
    return failure("msg_too_long");
  }
  return typeof channel === "string" && /^[CDGUW][A-Z0-9]+$/.test(channel)
    ? { recipient: channel, text: shown(text) }
    : failure("channel_not_found");
}

/** Text as people see it: https://docs.slack.dev/messaging/formatting-message-text#escaping */
function shown(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function failure(error: string, status = 200): ProviderResponse {
  return jsonResponse(status, { ok: false, error });
}
