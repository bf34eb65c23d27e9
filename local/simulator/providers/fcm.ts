import { generateKeyPairSync, randomBytes, verify } from "node:crypto";
import type {
  ProviderRequest,
  ProviderResponse,
  SimulatedMessage,
  SimulatedProvider,
} from "../simulated-provider.ts";
import { isDeadPushToken, jsonObject, jsonResponse } from "../simulated-provider.ts";

/** The service account's keys. They are short, as they are made at every start. */
const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 1_024 });

const serviceAccount = {
  type: "service_account",
  project_id: "herald-local",
  private_key_id: "simulated-fcm-key",
  private_key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  client_email: "herald@herald-local.iam.gserviceaccount.com",
  token_uri: "https://oauth2.googleapis.com/token",
};

/** The access tokens that were handed out. */
const accessTokens = new Set<string>();

/** https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages/send */
export const provider: SimulatedProvider = {
  credentials: { serviceAccount: JSON.stringify(serviceAccount) },
  path: "/v1/projects/:project/messages::send",
  tokenCall: { path: "/token", respond: giveToken },
  check,
  faults: {
    "refuse-recipient": () => unregistered(),
    "rate-limit": () =>
      failure(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED", { "retry-after": "30" }),
    "server-error": () => failure(500, "INTERNAL", "INTERNAL"),
    "bad-credentials": () => failure(401, "UNAUTHENTICATED"),
  },
  accept: async () => {
    const name = `projects/${serviceAccount.project_id}/messages/0:${randomBytes(8).toString("hex")}`;
    return { response: jsonResponse(200, { name }), providerMessageId: name };
  },
};

/** https://developers.google.com/identity/protocols/oauth2/service-account#httprest */
function giveToken({ body }: ProviderRequest): ProviderResponse {
  const form = new URLSearchParams(body.toString("utf8"));
  if (form.get("grant_type") !== "urn:ietf:params:oauth:grant-type:jwt-bearer") {
    return jsonResponse(400, { error: "unsupported_grant_type" });
  }
  if (!isOfServiceAccount(form.get("assertion") ?? "")) {
    return jsonResponse(400, { error: "invalid_grant", error_description: "Invalid JWT." });
  }
  const access_token = `ya29.${randomBytes(24).toString("base64url")}`;
  accessTokens.add(access_token);
  return jsonResponse(200, { access_token, expires_in: 3_599, token_type: "Bearer" });
}

function isOfServiceAccount(assertion: string): boolean {
  const [, signed = "", claims = "", signature = ""] =
    /^([\w-]+\.([\w-]+))\.([\w-]+)$/.exec(assertion) ?? [];
  const { iss, scope, aud, iat, exp } = jsonObject(Buffer.from(claims, "base64url"));
  const now = Date.now() / 1_000;
  return (
    verify("sha256", Buffer.from(signed), publicKey, Buffer.from(signature, "base64url")) &&
    iss === serviceAccount.client_email &&
    scope === "https://www.googleapis.com/auth/firebase.messaging" &&
    aud === serviceAccount.token_uri &&
    Math.abs(Number(iat) - now) < 300 &&
    Number(exp) > now &&
    Number(exp) - Number(iat) <= 3_600
  );
}

const maxPayloadBytes = 4_096;

function check({ params, headers, body }: ProviderRequest): SimulatedMessage | ProviderResponse {
  if (!accessTokens.has(headers.authorization?.replace(/^Bearer /, "") ?? "")) {
    return failure(401, "UNAUTHENTICATED");
  }
  if (params["project"] !== serviceAccount.project_id) {
    return failure(403, "PERMISSION_DENIED");
  }
  const { token, notification, data, android } = Object(jsonObject(body)["message"]);
  if (typeof token !== "string" || token === "") {
    return failure(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT");
  }
  if (isDeadPushToken(token)) {
    return unregistered();
  }
  if (!isData(data) || !/^(\d+s)?$/.test(Object(android).ttl ?? "")) {
    return failure(400, "INVALID_ARGUMENT");
  }
  return Buffer.byteLength(JSON.stringify({ notification, data })) <= maxPayloadBytes
    ? { recipient: token, text: String(Object(notification).body) }
    : failure(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT");
}

/** https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages: of `Message.data` */
function isData(data: unknown): boolean {
  return Object.entries(Object(data)).every(
    ([key, value]) =>
      typeof value === "string" && !/^(from|message_type|google\..*|gcm\..*)$/.test(key),
  );
}

function unregistered(): ProviderResponse {
  return failure(404, "NOT_FOUND", "UNREGISTERED");
}

/** https://firebase.google.com/docs/cloud-messaging/error-codes */
function failure(
  code: number,
  status: string,
  errorCode?: string,
  headers: Readonly<Record<string, string>> = {},
): ProviderResponse {
  const type = "type.googleapis.com/google.firebase.fcm.v1.FcmError";
  const details = errorCode === undefined ? [] : [{ "@type": type, errorCode }];
  return jsonResponse(code, { error: { code, message: status, status, details } }, headers);
}
