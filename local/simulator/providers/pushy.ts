import { randomBytes } from "node:crypto";
import type {
  ProviderRequest,
  ProviderResponse,
  SimulatedMessage,
  SimulatedProvider,
} from "../simulated-provider.ts";
import { jsonObject, jsonResponse } from "../simulated-provider.ts";

const credentials = { apiKey: "simulated-pushy-key" };

/** https://pushy.me/docs/api/send-notifications */
export const provider: SimulatedProvider = {
  credentials,
  path: "/push",
  check,
  faults: {
    "refuse-recipient": () =>
      failure(400, "NO_RECIPIENTS", "No devices matched the specified condition."),
    "rate-limit": () => failure(429, "RATE_LIMIT_EXCEEDED", "You have exceeded the rate limit."),
    "server-error": () => failure(500, "INTERNAL_SERVER_ERROR", "An internal error occurred."),
    "bad-credentials": () => invalidKey(),
  },
  accept: async () => {
    const id = randomBytes(12).toString("hex");
    const body = { success: true, id, info: { devices: 1, failed: [] } };
    return { response: jsonResponse(200, body), providerMessageId: id };
  },
};

const maxDataBytes = 4 * 1024;

function check(request: ProviderRequest): SimulatedMessage | ProviderResponse {
  if (request.query["api_key"] !== credentials.apiKey) {
    return invalidKey();
  }
  const { to, data, time_to_live } = jsonObject(request.body);
  if (typeof to !== "string" || to === "") {
    return failure(400, "NO_RECIPIENTS", "Please specify at least one recipient.");
  }
  if (typeof data !== "object" || data === null) {
    return failure(400, "INVALID_PARAM", "The data parameter is required.");
  }
  if (Buffer.byteLength(JSON.stringify(data)) > maxDataBytes) {
    return failure(413, "PAYLOAD_LIMIT_EXCEEDED", "The payload exceeds the 4kb limit.");
  }
  if (time_to_live !== undefined && !isTimeToLive(time_to_live)) {
    return failure(400, "INVALID_PARAM", "The time_to_live parameter is invalid.");
  }
  return { recipient: to, text: "message" in data ? String(data.message) : "" };
}

/** Seconds, a year at most. */
function isTimeToLive(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) <= 365 * 24 * 3_600;
}

function invalidKey(): ProviderResponse {
  return failure(401, "INVALID_API_KEY", "Your API key is invalid.");
}

function failure(status: number, code: string, error: string): ProviderResponse {
  return jsonResponse(status, { code, error });
}
