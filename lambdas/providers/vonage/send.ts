import type { KeyObject } from "node:crypto";
import { createPrivateKey } from "node:crypto";
import * as z from "zod/mini";
import type { Outcome } from "../../core/outcome.ts";
import type { Provider, ProviderMessage } from "../../core/provider.ts";
import { callbackUrl } from "../callback-url.ts";
import { failureOutcome, unreadableResponse } from "../classify.ts";
import type { HttpCallResponse } from "../http-call.ts";
import { postJson, readJson } from "../rest-call.ts";
import { secondsToLive } from "../time-to-live.ts";
import { applicationToken } from "./application-token.ts";
import { clientRefOf } from "./client-ref.ts";
import { codes } from "./codes.ts";
import { codeIn, problemSchema } from "./problem.ts";
import { kindByParameters } from "./rules.ts";
import type { VonageSettings } from "./settings.ts";

/** The shortest and the longest that Vonage keeps trying to hand a message over, in seconds. */
const [minTtl, maxTtl] = [20, 604_800];

/** Makes Vonage's provider from its settings. */
export function create(settings: VonageSettings, publicUrl?: string): Provider {
  const privateKey = createPrivateKey(settings.privateKey);
  return {
    send: (message, signal) =>
      postJson(
        {
          url: `${settings.baseUrl}/v1/messages`,
          headers: { authorization: authorizationOf(settings, privateKey) },
          body: smsOf(settings, message, publicUrl),
        },
        signal,
        toOutcome,
      ),
  };
}

function authorizationOf({ applicationId }: VonageSettings, privateKey: KeyObject): string {
  return `Bearer ${applicationToken(applicationId, privateKey)}`;
}

function smsOf({ from }: VonageSettings, message: ProviderMessage, publicUrl: string | undefined) {
  const seconds = secondsToLive(message.expiresAt, maxTtl);
  return {
    channel: "sms",
    message_type: "text",
    to: withoutPlus(message.to),
    from: withoutPlus(from),
    text: message.text,
    ...(seconds !== undefined && { ttl: Math.max(seconds, minTtl) }),
    ...(publicUrl !== undefined && {
      client_ref: clientRefOf(message),
      webhook_url: callbackUrl(publicUrl, "vonage", message),
      webhook_version: "v1",
    }),
  };
}

/** A number as Vonage writes it. */
function withoutPlus(number: string): string {
  return number.replace(/^\+/, "");
}

function toOutcome(response: HttpCallResponse): Outcome {
  const { status } = response;
  if (status < 200 || status >= 300) {
    const problem = readJson(problemSchema, response) ?? {};
    const [code, kind] = [codeIn(problem), kindByParameters(problem)];
    return failureOutcome(codes, { code, status, kind });
  }
  const body = readJson(acceptanceSchema, response);
  return body?.message_uuid
    ? { kind: "accepted", providerMessageId: body.message_uuid }
    : unreadableResponse(body === undefined ? "non-json-answer" : "no-message-id");
}

const acceptanceSchema = z.looseObject({ message_uuid: z.optional(z.string()) });
