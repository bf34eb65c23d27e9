import * as z from "zod/mini";
import type { Outcome } from "../../core/outcome.ts";
import type { Provider, ProviderMessage } from "../../core/provider.ts";
import { failureOutcome, unreadableResponse } from "../classify.ts";
import type { HttpCallResponse } from "../http-call.ts";
import { Http2Connection } from "../http2-connection.ts";
import { readJson, withTransportOutcome } from "../rest-call.ts";
import { withRetryAfter } from "../retry-after.ts";
import { codes } from "./codes.ts";
import { ProviderTokens } from "./provider-tokens.ts";
import { pushHeaders, pushPayload } from "./push-request.ts";
import type { ApnsSettings } from "./settings.ts";

const environments = {
  production: "https://api.push.apple.com",
  sandbox: "https://api.sandbox.push.apple.com",
} as const;

/** Makes APNs's provider from its settings. */
export function create(settings: ApnsSettings): Provider {
  const baseUrl = settings.baseUrl ?? environments[settings.environment];
  const connection = new Http2Connection(baseUrl);
  const tokens = new ProviderTokens(settings);

  async function post(message: ProviderMessage, signal: AbortSignal): Promise<Outcome> {
    const token = tokens.get();
    const outcome = await withTransportOutcome(async () => {
      const response = await connection.call(
        {
          method: "POST",
          url: `${baseUrl}/3/device/${encodeURIComponent(message.to)}`,
          headers: { ...pushHeaders(settings, message), authorization: `bearer ${token}` },
          body: JSON.stringify(pushPayload(settings, message)),
        },
        signal,
      );
      return withRetryAfter(toOutcome(response), response);
    });
    if (hasCode(outcome, "ExpiredProviderToken")) {
      tokens.dropExpired(token);
    }
    if (hasCode(outcome, "TooManyProviderTokenUpdates")) {
      tokens.dropEarly(token);
    }
    return outcome;
  }

  return {
    async send(message, signal) {
      const outcome = await post(message, signal);
      // Nothing was taken.
      return hasCode(outcome, "ExpiredProviderToken") ? post(message, signal) : outcome;
    },
  };
}

function hasCode(outcome: Outcome, code: string): boolean {
  return "code" in outcome && outcome.code === code;
}

function toOutcome(response: HttpCallResponse): Outcome {
  const { status, headers } = response;
  if (status !== 200) {
    return failureOutcome(codes, { code: readJson(errorSchema, response)?.reason, status });
  }
  const id = headers["apns-id"];
  return id ? { kind: "accepted", providerMessageId: id } : unreadableResponse("no-message-id");
}

const errorSchema = z.looseObject({ reason: z.optional(z.string()) });
