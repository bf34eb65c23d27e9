import { createHmac, randomBytes } from "node:crypto";
import { callbackPath } from "../../../lambdas/providers/callback-url.ts";
import { messageIdOf } from "../../../lambdas/providers/whatsapp/message-id.ts";
import type { ReceiptKind } from "../receipts.ts";
import type {
  ProviderRequest,
  ProviderResponse,
  ReceiptSubject,
  SimulatedMessage,
  SimulatedProvider,
} from "../simulated-provider.ts";
import { jsonObject, jsonResponse } from "../simulated-provider.ts";

const credentials = {
  accessToken: "simulated-whatsapp-access-token",
  phoneNumberId: "106540352242922",
  appSecret: "simulated-whatsapp-app-secret",
  verifyToken: "simulated-whatsapp-verify-token",
};

const template = { templateName: "simulated_news", templateLanguage: "en_US" };

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages */
export const provider: SimulatedProvider = {
  credentials,
  settings: template,
  path: "/:version/:phoneNumberId/messages",
  check,
  faults: {
    "refuse-recipient": () => failure(400, 131_026, "Message undeliverable"),
    "rate-limit": () => failure(429, 130_429, "Rate limit hit"),
    "server-error": () => failure(500, 131_000, "Something went wrong"),
    "bad-credentials": () => invalidToken(),
  },
  accept: async ({ recipient }) => {
    const wamid = wamidOf(recipient);
    const contacts = [{ input: recipient, wa_id: recipient }];
    const messages = [{ id: wamid, message_status: "accepted" }];
    const response = jsonResponse(200, { messaging_product: "whatsapp", contacts, messages });
    return { response, providerMessageId: messageIdOf(wamid) };
  },
  receiptsOf,
};

/** The wamid of each message, by the id that Herald knows it by. */
const wamids = new Map<string, string>();

/** As WhatsApp's own, it has the recipient in it. */
function wamidOf(recipient: string): string {
  const wamid = `wamid.${Buffer.from(`${recipient}\0${randomBytes(10).toString("hex")}`).toString("base64")}`;
  wamids.set(messageIdOf(wamid), wamid);
  return wamid;
}

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status */
function receiptsOf({ kind, message, request, providerMessageId, publicUrl }: ReceiptSubject) {
  if (publicUrl === undefined) {
    return [];
  }
  const { biz_opaque_callback_data } = jsonObject(request.body);
  return [{ status: "sent" }, ends[kind]].map((end) => {
    const status = {
      id: wamids.get(providerMessageId),
      timestamp: String(Math.floor(Date.now() / 1_000)),
      recipient_id: message.recipient,
      biz_opaque_callback_data,
      ...end,
    };
    const metadata = { phone_number_id: credentials.phoneNumberId };
    const value = { messaging_product: "whatsapp", metadata, statuses: [status] };
    const entry = [{ id: "1", changes: [{ field: "messages", value }] }];
    const body = JSON.stringify({ object: "whatsapp_business_account", entry });
    const signature = createHmac("sha256", credentials.appSecret).update(body).digest("hex");
    const headers = {
      "content-type": "application/json",
      "x-hub-signature-256": `sha256=${signature}`,
    };
    return { url: `${publicUrl}${callbackPath("whatsapp")}`, headers, body };
  });
}

/** To complain is to stop the sender's marketing messages. */
const ends: Readonly<Record<ReceiptKind, object>> = {
  delivered: { status: "delivered" },
  bounced: { status: "failed", errors: [{ code: 131_026, title: "Message undeliverable" }] },
  complained: { status: "failed", errors: [{ code: 131_050, title: "User has stopped" }] },
};

function check(request: ProviderRequest): SimulatedMessage | ProviderResponse {
  if (request.headers.authorization !== `Bearer ${credentials.accessToken}`) {
    return invalidToken();
  }
  if (request.params["phoneNumberId"] !== credentials.phoneNumberId) {
    return failure(400, 100, "Unsupported post request. Object does not exist");
  }
  const body = jsonObject(request.body);
  const recipient = recipientOf(body);
  if (recipient === undefined) {
    return failure(400, 100, "(#100) The parameter to is required.");
  }
  if (String(body["biz_opaque_callback_data"]).length > 256) {
    return failure(400, 100, "(#100) Param biz_opaque_callback_data is too long");
  }
  const text = body["type"] === "template" ? parameterOf(body) : textOf(body);
  return typeof text === "string" ? { recipient, text } : text;
}

function recipientOf({ to, recipient }: Record<string, unknown>): string | undefined {
  if (typeof to === "string" && /^\+?\d{7,15}$/.test(to)) {
    return to;
  }
  return typeof recipient === "string" && /^[A-Z]{2}\./.test(recipient) ? recipient : undefined;
}

function textOf({ text }: Record<string, unknown>): string | ProviderResponse {
  const body = memberOf(text, "body");
  if (typeof body !== "string" || body === "") {
    return failure(400, 131_008, "(#131008) Required parameter is missing");
  }
  const limit = "(#100) Param text['body'] must be at most 4096 characters long.";
  return body.length > 4_096 ? failure(400, 100, limit) : body;
}

/** The one parameter of the template's body. */
function parameterOf({ template: given }: Record<string, unknown>): string | ProviderResponse {
  if (
    memberOf(given, "name") !== template.templateName ||
    memberOf(memberOf(given, "language"), "code") !== template.templateLanguage
  ) {
    return failure(404, 132_001, "(#132001) Template name does not exist in the translation");
  }
  const parameter = memberOf(memberOf(memberOf(given, "components"), 0), "parameters");
  const text = memberOf(memberOf(parameter, 0), "text");
  if (typeof text !== "string" || text === "") {
    return failure(400, 132_000, "(#132000) Number of parameters does not match");
  }
  if (text.length > 32_768) {
    return failure(400, 132_005, "(#132005) Translated text too long");
  }
  return /[\n\r\t]| {5}/.test(text)
    ? failure(400, 132_018, "(#132018) There's an issue with the parameters in your template")
    : text;
}

function memberOf(value: unknown, name: string | number): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function invalidToken(): ProviderResponse {
  return failure(401, 190, "Invalid OAuth access token - Cannot parse access token");
}

function failure(status: number, code: number, message: string): ProviderResponse {
  const fbtrace_id = randomBytes(8).toString("base64url");
  const error_data = { messaging_product: "whatsapp", details: message };
  return jsonResponse(status, {
    error: { message, type: "OAuthException", code, error_data, fbtrace_id },
  });
}
