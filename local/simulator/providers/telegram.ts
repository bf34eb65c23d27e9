import { randomInt } from "node:crypto";
import type {
  ProviderRequest,
  ProviderResponse,
  SimulatedMessage,
  SimulatedProvider,
} from "../simulated-provider.ts";
import { jsonObject, jsonResponse } from "../simulated-provider.ts";

const credentials = { botToken: "100000001:simulated-telegram-bot-token" };

/** https://core.telegram.org/bots/api#sendmessage */
export const provider: SimulatedProvider = {
  credentials,
  path: "/bot:token/sendMessage",
  check,
  faults: {
    "refuse-recipient": () => failure(403, "Forbidden: bot was blocked by the user"),
    "rate-limit": () =>
      failure(429, "Too Many Requests: retry after 1", { retry_after: 1 }, { "retry-after": "1" }),
    "server-error": () => failure(500, "Internal Server Error"),
    "bad-credentials": () => unauthorized(),
  },
  accept: async ({ recipient, text }) => {
    const message_id = randomInt(1, 2 ** 31);
    const chat = { id: Number(recipient), type: "private" };
    const result = { message_id, date: Math.floor(Date.now() / 1_000), chat, text };
    const response = jsonResponse(200, { ok: true, result });
    return { response, providerMessageId: String(message_id) };
  },
};

const maxTextLength = 4_096;

function check({ params, body }: ProviderRequest): SimulatedMessage | ProviderResponse {
  if (params["token"] !== credentials.botToken) {
    return unauthorized();
  }
  const { chat_id, text } = jsonObject(body);
  if (typeof text !== "string" || text === "") {
    return failure(400, "Bad Request: message text is empty");
  }
  if (text.length > maxTextLength) {
    return failure(400, "Bad Request: message is too long");
  }
  return /^-?[1-9]\d{0,15}$/.test(String(chat_id))
    ? { recipient: String(chat_id), text }
    : failure(400, "Bad Request: chat not found");
}

function unauthorized(): ProviderResponse {
  return failure(401, "Unauthorized");
}

function failure(
  error_code: number,
  description: string,
  parameters?: Readonly<Record<string, number>>,
  headers?: Readonly<Record<string, string>>,
): ProviderResponse {
  return jsonResponse(error_code, { ok: false, error_code, description, parameters }, headers);
}
