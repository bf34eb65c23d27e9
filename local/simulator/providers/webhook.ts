import { createHmac, randomUUID } from "node:crypto";
import type {
  ProviderRequest,
  ProviderResponse,
  SimulatedMessage,
  SimulatedProvider,
} from "../simulated-provider.ts";
import { jsonObject, jsonResponse } from "../simulated-provider.ts";

const key = Buffer.alloc(32, "simulated-webhook-key");
const credentials = { secret: `whsec_${key.toString("base64")}` };

/**
 * A relay, and the receivers behind it:
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const provider: SimulatedProvider = {
  credentials,
  settings: { allowedHosts: ["hooks.example.com"], messageId: { pointer: "/data/id" } },
  path: "/",
  check,
  faults: {
    "refuse-recipient": () => failure(410, "gone"),
    "rate-limit": () => jsonResponse(429, { error: "too fast" }, { "retry-after": "2" }),
    "server-error": () => failure(500, "broken"),
    "bad-credentials": () => failure(401, "not signed"),
  },
  accept: async () => {
    const id = randomUUID();
    return { response: jsonResponse(202, { data: { id } }), providerMessageId: id };
  },
};

const maxBodyBytes = 20_000;
const toleranceSeconds = 300;

function check({ headers, body }: ProviderRequest): SimulatedMessage | ProviderResponse {
  if (!isSigned(headers, body)) {
    return failure(401, "not signed");
  }
  if (body.length > maxBodyBytes) {
    return failure(413, "too large");
  }
  const { type, timestamp, data } = jsonObject(body);
  if (type !== "notification.message" || typeof timestamp !== "string") {
    return failure(400, "another event");
  }
  const { message } = data as { message?: unknown };
  const url = headers["herald-webhook-url"];
  return typeof message === "string" && typeof url === "string"
    ? { recipient: url, text: message }
    : failure(400, "no message");
}

function isSigned(headers: ProviderRequest["headers"], body: Buffer): boolean {
  const { "webhook-id": id, "webhook-timestamp": timestamp } = headers;
  const age = Date.now() / 1_000 - Number(timestamp);
  const signed = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body);
  const signatures = String(headers["webhook-signature"]).split(" ");
  return Math.abs(age) < toleranceSeconds && signatures.includes(`v1,${signed.digest("base64")}`);
}

function failure(status: number, error: string): ProviderResponse {
  return jsonResponse(status, { error });
}
