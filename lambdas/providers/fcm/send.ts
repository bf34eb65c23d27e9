import * as z from "zod/mini";
import type { Outcome } from "../../core/outcome.ts";
import type { Provider } from "../../core/provider.ts";
import { failureOutcome, unreadableResponse } from "../classify.ts";
import type { HttpCallResponse } from "../http-call.ts";
import { postJson, readJson } from "../rest-call.ts";
import { AccessTokens } from "./access-tokens.ts";
import { codes } from "./codes.ts";
import { pushMessageOf } from "./push-message.ts";
import { codeIn, errorSchema } from "./rules.ts";
import type { FcmSettings } from "./settings.ts";

const fcmUrl = "https://fcm.googleapis.com";

/** Makes FCM's provider from its settings. */
export function create(settings: FcmSettings): Provider {
  const tokens = new AccessTokens(settings);
  const project = encodeURIComponent(settings.serviceAccount.project_id);
  const url = `${settings.baseUrl ?? fcmUrl}/v1/projects/${project}/messages:send`;

  async function post(body: object, signal: AbortSignal): Promise<Outcome> {
    const result = await tokens.get(signal);
    if ("outcome" in result) {
      return result.outcome;
    }
    const headers = { authorization: `Bearer ${result.token}` };
    const outcome = await postJson({ url, headers, body }, signal, toOutcome);
    if (isTokenRefused(outcome)) {
      tokens.drop(result.token);
    }
    return withDefaultWait(outcome);
  }

  return {
    async send(message, signal) {
      const body = { message: pushMessageOf(message) };
      const outcome = await post(body, signal);
      // Nothing was taken: a token may have been revoked before its time.
      return isTokenRefused(outcome) ? post(body, signal) : outcome;
    },
  };
}

function isTokenRefused(outcome: Outcome): boolean {
  return outcome.kind === "misconfigured" && outcome.code === "UNAUTHENTICATED";
}

/** https://firebase.google.com/docs/cloud-messaging/scale-fcm: "default to 60 seconds" */
function withDefaultWait(outcome: Outcome): Outcome {
  return outcome.kind === "throttled" ? { retryAfterSeconds: 60, ...outcome } : outcome;
}

function toOutcome(response: HttpCallResponse): Outcome {
  const { status } = response;
  if (status !== 200) {
    const error = readJson(errorSchema, response)?.error;
    return failureOutcome(codes, { code: error && codeIn(error), status });
  }
  const body = readJson(acceptanceSchema, response);
  return body?.name
    ? { kind: "accepted", providerMessageId: body.name }
    : unreadableResponse(body === undefined ? "non-json-answer" : "no-message-id");
}

const acceptanceSchema = z.looseObject({ name: z.optional(z.string()) });
