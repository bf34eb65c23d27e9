import type { Outcome } from "../../core/outcome.ts";
import type { Provider, ProviderMessage } from "../../core/provider.ts";
import { currentStage } from "../../runtime/environment.ts";
import { webhookHeaders } from "../../runtime/webhook-signature.ts";
import { failureOutcome, unreadableResponse } from "../classify.ts";
import { providerConnections } from "../connections.ts";
import type { HttpCallResponse } from "../http-call.ts";
import { httpCall } from "../http-call.ts";
import type { PublicHosts } from "../public-hosts.ts";
import { publicHosts } from "../public-hosts.ts";
import { withTransportOutcome } from "../rest-call.ts";
import { withRetryAfter } from "../retry-after.ts";
import { codes } from "./codes.ts";
import { webhookBodyOf, webhookIdOf } from "./event.ts";
import { readMessageId } from "./message-id.ts";
import type { WebhookSettings } from "./settings.ts";

/** Makes a webhook's provider from its settings. */
export function create(settings: WebhookSettings): Provider {
  const hosts = publicHosts(settings.allowedHosts, currentStage());
  return { send: (message, signal) => post(settings, hosts, message, signal) };
}

async function post(
  settings: WebhookSettings,
  hosts: PublicHosts,
  message: ProviderMessage,
  signal: AbortSignal,
): Promise<Outcome> {
  const isOwnUrl = message.to !== "";
  const url = isOwnUrl ? message.to : settings.url;
  const fault = url === undefined ? "no-url" : hosts.findUrlFault(url);
  if (url === undefined || fault !== undefined) {
    return failure(fault ?? "no-url", isOwnUrl);
  }
  const id = webhookIdOf(message);
  const outcome = await withTransportOutcome(async () => {
    const response = await httpCall(requestOf(settings, hosts, url, message), signal);
    return withRetryAfter(outcomeOf(settings, response, id, isOwnUrl), response);
  });
  const isPrivate = outcome.kind === "unavailable" && outcome.code === "private-address";
  return isPrivate ? failure("private-address", isOwnUrl) : outcome;
}

function requestOf(
  { secret, baseUrl }: WebhookSettings,
  hosts: PublicHosts,
  url: string,
  message: ProviderMessage,
) {
  const body = webhookBodyOf(message);
  const secrets = [secret].flat();
  return {
    method: "POST" as const,
    url: baseUrl ?? url,
    headers: {
      "content-type": "application/json",
      accept: "application/json",
      ...webhookHeaders({ id: webhookIdOf(message), at: new Date(), body, secrets }),
      ...(baseUrl !== undefined && { "herald-webhook-url": url }),
    },
    body,
    connections: baseUrl === undefined ? hosts.connections : providerConnections,
  };
}

function outcomeOf(
  { messageId }: WebhookSettings,
  response: HttpCallResponse,
  webhookId: string,
  isOwnUrl: boolean,
): Outcome {
  if (response.status < 200 || response.status > 299) {
    return failure(`http-${response.status}`, isOwnUrl, response.status);
  }
  const found = messageId === undefined ? { id: webhookId } : readMessageId(messageId, response);
  if (typeof found === "object") {
    return { kind: "accepted", providerMessageId: found.id };
  }
  return unreadableResponse(found === "no-json" ? "non-json-answer" : "no-message-id");
}

/** Of a URL in the settings, what would be the recipient's fault is the settings'. */
function failure(code: string, isOwnUrl: boolean, status = 400): Outcome {
  const isOfSettings = !isOwnUrl && (code === "http-410" || code === "insecure-url");
  return failureOutcome(codes, { code, status, ...(isOfSettings && { kind: "misconfigured" }) });
}
