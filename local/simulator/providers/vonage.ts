import {
  createHash,
  createHmac,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
  verify,
} from "node:crypto";
import type { ReceiptKind } from "../receipts.ts";
import type {
  ProviderRequest,
  ProviderResponse,
  ReceiptSubject,
  SimulatedMessage,
  SimulatedProvider,
} from "../simulated-provider.ts";
import { jsonObject, jsonResponse, phoneNumberPattern } from "../simulated-provider.ts";

/** The application's keys. They are short, as they are made at every start. */
const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 1_024 });

const credentials = {
  applicationId: "78d335fa-323d-0114-9c3d-d6f0d48968cf",
  privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  signatureSecret: "simulated-vonage-signature-secret",
};

/** https://developer.vonage.com/en/api/messages */
export const provider: SimulatedProvider = {
  credentials,
  settings: { from: "14155550100" },
  path: "/v1/messages",
  check,
  faults: {
    "refuse-recipient": () => invalid("to", "The recipient is not valid"),
    "rate-limit": () => problem(429, "s#throttled", "Rate Limit Hit"),
    "server-error": () => problem(500, "s/messages#1030", "Internal error"),
    "bad-credentials": () => notAuthorized(),
  },
  accept: async () => {
    const message_uuid = randomUUID();
    return { response: jsonResponse(202, { message_uuid }), providerMessageId: message_uuid };
  },
  receiptsOf,
};

/** https://developer.vonage.com/en/messages/concepts/messages-status-callbacks */
function receiptsOf({ kind, request, providerMessageId }: ReceiptSubject) {
  const { to, from, client_ref, webhook_url: url } = jsonObject(request.body);
  if (typeof url !== "string") {
    return [];
  }
  return [{ status: "submitted" }, statuses[kind]].map((status) => {
    const timestamp = new Date().toISOString();
    const named = { message_uuid: providerMessageId, to, from, timestamp, client_ref };
    const body = JSON.stringify({ ...named, ...status, channel: "sms", sms: { count_total: "1" } });
    const headers = { "content-type": "application/json", authorization: `Bearer ${signed(body)}` };
    return { url, headers, body };
  });
}

/** https://developer.vonage.com/en/getting-started/concepts/webhooks#validating-signed-webhooks */
function signed(body: string): string {
  const claims = {
    iss: "Vonage",
    api_key: "abcd1234",
    iat: Math.floor(Date.now() / 1_000),
    jti: randomBytes(16).toString("hex"),
    payload_hash: createHash("sha256").update(body).digest("hex"),
  };
  const token = [{ alg: "HS256", typ: "JWT" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const signature = createHmac("sha256", credentials.signatureSecret).update(token);
  return `${token}.${signature.digest("base64url")}`;
}

/** To complain about an SMS is to say STOP. */
const statuses: Readonly<Record<ReceiptKind, object>> = {
  delivered: { status: "delivered" },
  bounced: { status: "rejected", error: problemOf("s/messages#1260", "1260") },
  complained: { status: "rejected", error: problemOf("s/messages#1240", "1240") },
};

function check({ headers, body }: ProviderRequest): SimulatedMessage | ProviderResponse {
  if (!isLetIn(headers.authorization ?? "")) {
    return notAuthorized();
  }
  const { channel, message_type, to, from, text } = jsonObject(body);
  if (channel !== "sms" || message_type !== "text") {
    return invalid("channel", "The channel is not supported");
  }
  const recipient = `+${String(to)}`;
  if (!phoneNumberPattern.test(recipient)) {
    return invalid("to", "The recipient is not valid");
  }
  if (typeof from !== "string" || !/^[A-Za-z0-9 ]{1,15}$/.test(from)) {
    return invalid("from", "The sender is not valid");
  }
  return typeof text === "string" && text.length >= 1 && text.length <= 1_000
    ? { recipient, text }
    : invalid("text", "The text has 1 to 1000 characters");
}

/** Whether a token is of the application, and still good. */
function isLetIn(authorization: string): boolean {
  const [, signedPart = "", claims = "", signature = ""] =
    /^Bearer ([\w-]+\.([\w-]+))\.([\w-]+)$/.exec(authorization) ?? [];
  const { application_id, iat, exp } = jsonObject(Buffer.from(claims, "base64url"));
  const now = Date.now() / 1_000;
  return (
    verify("sha256", Buffer.from(signedPart), publicKey, Buffer.from(signature, "base64url")) &&
    application_id === credentials.applicationId &&
    Number(iat) <= now &&
    Number(exp) > now
  );
}

function notAuthorized(): ProviderResponse {
  return problem(401, "s#unauthorized", "You did not provide correct credentials.");
}

/** A 422 with the parameter at fault: https://developer.vonage.com/en/api-errors/messages */
function invalid(name: string, reason: string): ProviderResponse {
  const body = { ...problemOf("s/messages#1150", "Invalid params") };
  return jsonResponse(422, { ...body, invalid_parameters: [{ name, reason }] });
}

function problem(status: number, place: string, title: string): ProviderResponse {
  return jsonResponse(status, problemOf(place, title));
}

function problemOf(place: string, title: string) {
  const type = `https://developer.vonage.com/api-error${place}`;
  return { type, title, detail: title, instance: randomUUID() };
}
