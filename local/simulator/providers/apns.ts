import { generateKeyPairSync, verify } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type {
  ProviderRequest,
  ProviderResponse,
  SimulatedMessage,
  SimulatedProvider,
} from "../simulated-provider.ts";
import { isDeadPushToken, jsonObject, jsonResponse } from "../simulated-provider.ts";

/** The team's key, made at every start. */
const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });

const credentials = {
  teamId: "HERALD0001",
  keyId: "LOCALKEY01",
  privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
};
const topic = "com.example.herald";

/** https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns */
export const provider: SimulatedProvider = {
  credentials,
  settings: { topic },
  path: "/3/device/:token",
  check,
  faults: {
    "refuse-recipient": () => unregistered(),
    "rate-limit": () => failure(429, "TooManyRequests"),
    "server-error": () => failure(500, "InternalServerError"),
    "bad-credentials": () => failure(403, "InvalidProviderToken"),
  },
  accept: async (_message, { headers }) => {
    const id = String(headers["apns-id"]);
    return {
      response: { status: 200, headers: { "apns-id": id }, body: "" },
      providerMessageId: id,
    };
  },
};

/** The longest payload, in bytes. */
const maxPayload = 4_096;

function check({ params, headers, body }: ProviderRequest): SimulatedMessage | ProviderResponse {
  const isHttp2 = headers[":path"] !== undefined;
  const fault = isHttp2 ? (tokenFault(headers) ?? headerFault(headers)) : failure(505, "Http2Only");
  if (fault !== undefined) {
    return fault;
  }
  const { token = "" } = params;
  if (!/^([0-9a-f]{2}){16,100}$/i.test(token)) {
    return failure(400, "BadDeviceToken");
  }
  if (isDeadPushToken(token)) {
    return unregistered();
  }
  if (body.length > maxPayload) {
    return failure(413, "PayloadTooLarge");
  }
  const { aps, message } = jsonObject(body);
  const { alert, "content-available": isInBackground } = Object(aps);
  const text = headers["apns-push-type"] === "background" ? isInBackground && message : alert?.body;
  return typeof text === "string" ? { recipient: token, text } : failure(400, "PayloadEmpty");
}

/** https://developer.apple.com/documentation/usernotifications/establishing-a-token-based-connection-to-apns */
function tokenFault({ authorization = "" }: IncomingHttpHeaders): ProviderResponse | undefined {
  const [, signed = "", header = "", claims = "", signature = ""] =
    /^bearer (([\w-]+)\.([\w-]+))\.([\w-]+)$/.exec(authorization) ?? [];
  const { alg, kid } = jsonObject(Buffer.from(header, "base64url"));
  const { iss, iat } = jsonObject(Buffer.from(claims, "base64url"));
  const key = { key: publicKey, dsaEncoding: "ieee-p1363" } as const;
  const age = Date.now() / 1_000 - Number(iat);
  if (
    alg !== "ES256" ||
    kid !== credentials.keyId ||
    iss !== credentials.teamId ||
    !verify("sha256", Buffer.from(signed), key, Buffer.from(signature, "base64url")) ||
    !(age > -300)
  ) {
    return failure(403, authorization === "" ? "MissingProviderToken" : "InvalidProviderToken");
  }
  return age > 3_600 ? failure(403, "ExpiredProviderToken") : undefined;
}

/** What each header must be, and the reason that APNs gives where it is not. */
const headerRules: readonly (readonly [name: string, pattern: RegExp, reason: string])[] = [
  ["apns-topic", /./, "MissingTopic"],
  ["apns-topic", /^com\.example\.herald$/, "DeviceTokenNotForTopic"],
  ["apns-push-type", /^(alert|background)$/, "InvalidPushType"],
  ["apns-id", /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/, "BadMessageId"],
  ["apns-expiration", /^\d*$/, "BadExpirationDate"],
  ["apns-priority", /^(10|5|1|)$/, "BadPriority"],
  ["apns-collapse-id", /^.{0,64}$/, "BadCollapseId"],
];

function headerFault(headers: IncomingHttpHeaders): ProviderResponse | undefined {
  const broken = headerRules.find(([name, pattern]) => !pattern.test(String(headers[name] ?? "")));
  const isTooUrgent =
    headers["apns-push-type"] === "background" && headers["apns-priority"] !== "5";
  return broken || isTooUrgent ? failure(400, broken?.[2] ?? "BadPriority") : undefined;
}

function unregistered(): ProviderResponse {
  return jsonResponse(410, { reason: "Unregistered", timestamp: Date.now() });
}

/** https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns */
function failure(status: number, reason: string): ProviderResponse {
  return jsonResponse(status, { reason });
}
