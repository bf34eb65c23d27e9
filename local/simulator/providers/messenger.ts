import { createHmac, randomBytes } from "node:crypto";
import { callbackPath } from "../../../lambdas/providers/callback-url.ts";
import type {
  ProviderRequest,
  ProviderResponse,
  ReceiptSubject,
  SimulatedMessage,
  SimulatedProvider,
} from "../simulated-provider.ts";
import { jsonObject, jsonResponse } from "../simulated-provider.ts";

const credentials = {
  pageAccessToken: "simulated-page-access-token",
  appSecret: "simulated-app-secret",
  verifyToken: "simulated-verify-token",
};

/**
 * https://developers.facebook.com/docs/messenger-platform/reference/send-api and its
 * https://developers.facebook.com/docs/messenger-platform/error-codes
 */
export const provider: SimulatedProvider = {
  credentials,
  path: "/:version/me/messages",
  check,
  faults: {
    "refuse-recipient": () => noSuchUser(),
    "rate-limit": () => failure(400, 613, "(#613) Calls to this api have exceeded the rate limit."),
    "server-error": () => failure(500, 2, "An unexpected error has occurred."),
    "bad-credentials": () => invalidToken(),
  },
  accept: async ({ recipient }) => {
    const message_id = `m_${randomBytes(24).toString("base64url")}`;
    const response = jsonResponse(200, { recipient_id: recipient, message_id });
    return { response, providerMessageId: message_id };
  },
  receiptsOf,
};

/**
 * The echo of the message and the word that it was delivered, which is all that Messenger says:
 * https://developers.facebook.com/docs/messenger-platform/reference/webhook-events
 */
function receiptsOf({ kind, message, request, providerMessageId, publicUrl }: ReceiptSubject) {
  if (publicUrl === undefined || kind !== "delivered") {
    return [];
  }
  const user = { id: message.recipient };
  const timestamp = Date.now();
  const metadata = memberOf(jsonObject(request.body)["message"], "metadata");
  const echo = { mid: providerMessageId, is_echo: true, metadata, text: message.text };
  const delivery = { mids: [providerMessageId], watermark: timestamp };
  const events = [
    { sender: page, recipient: user, timestamp, message: echo },
    { sender: user, recipient: page, timestamp, delivery },
  ];
  return events.map((event) => {
    const entry = [{ id: page.id, time: timestamp, messaging: [event] }];
    const body = JSON.stringify({ object: "page", entry });
    const { appSecret } = credentials;
    const signature = createHmac("sha256", appSecret).update(body).digest("hex");
    const headers = {
      "content-type": "application/json",
      "x-hub-signature-256": `sha256=${signature}`,
    };
    return { url: `${publicUrl}${callbackPath("messenger")}`, headers, body };
  });
}

const page = { id: "100000000000001" };

const messagingTypes = ["RESPONSE", "UPDATE", "MESSAGE_TAG"];

function check(request: ProviderRequest): SimulatedMessage | ProviderResponse {
  if (request.query["access_token"] !== credentials.pageAccessToken) {
    return invalidToken();
  }
  if (!/^v\d+\.\d$/.test(request.params["version"] ?? "")) {
    return failure(400, 2500, "Unknown path components");
  }
  const { recipient, messaging_type, message } = jsonObject(request.body);
  const id = memberOf(recipient, "id");
  const text = memberOf(message, "text");
  return bodyError(id, text, messaging_type) ?? { recipient: String(id), text: String(text) };
}

function bodyError(
  id: unknown,
  text: unknown,
  messagingType: unknown,
): ProviderResponse | undefined {
  if (typeof messagingType !== "string" || !messagingTypes.includes(messagingType)) {
    return failure(400, 100, "(#100) Param messaging_type must be one of RESPONSE, UPDATE");
  }
  if (typeof text !== "string" || text === "") {
    return failure(400, 100, "(#100) Param message[text] must be a non-empty UTF-8 string");
  }
  if (text.length > 2_000) {
    const limit = "must be less than or equal to 2000";
    return failure(400, 100, `(#100) Length of param message[text] ${limit}`);
  }
  return typeof id === "string" && /^[\w-]+$/.test(id) ? undefined : noSuchUser();
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function noSuchUser(): ProviderResponse {
  return failure(400, 100, "(#100) No matching user found", 2_018_001);
}

function invalidToken(): ProviderResponse {
  return failure(400, 190, "Invalid OAuth access token - Cannot parse access token");
}

function failure(
  status: number,
  code: number,
  message: string,
  error_subcode?: number,
): ProviderResponse {
  const fbtrace_id = randomBytes(8).toString("base64url");
  const error = { message, type: "OAuthException", code, error_subcode, fbtrace_id };
  return jsonResponse(status, { error });
}
