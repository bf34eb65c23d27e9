import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Behavior, Control, Controls } from "./behaviors.ts";
import type { Quotas } from "./quotas.ts";
import { postReceipts } from "./receipts.ts";
import type { ReceivedMessages } from "./received-messages.ts";
import type {
  Acceptance,
  NamedProvider,
  ProviderRequest,
  ProviderResponse,
  SimulatedMessage,
} from "./simulated-provider.ts";
import { isResponse } from "./simulated-provider.ts";

/** What the providers' routes share. */
export interface SimulatorState {
  readonly controls: Controls;
  readonly quotas: Quotas;
  readonly received: ReceivedMessages;
  readonly awsEndpoint: string | undefined;
  /** Where Herald's API is, once `PUT /_webhooks` has told it. */
  publicUrl: string | undefined;
}

/** Serves one provider's protocol under `/<id>`, with the faults that it is set to. */
export function addProviderRoute(
  app: FastifyInstance,
  provider: NamedProvider,
  state: SimulatorState,
): void {
  const { tokenCall } = provider;
  if (tokenCall !== undefined) {
    app.post(`/${provider.id}${tokenCall.path}`, (request, reply) =>
      sendResponse(reply, tokenCall.respond(providerRequest(request))),
    );
  }
  app.post(`/${provider.id}${provider.path}`, async (request, reply) => {
    const control = state.controls.get(provider.id);
    await delay(control.latencyMs, undefined, { ref: false });
    const behavior = chooseBehavior(control);
    if (behavior === "hang" || behavior === "reset") {
      return leaveUnanswered(reply, behavior);
    }
    const call = providerRequest(request);
    const checked = provider.check(call);
    if (isResponse(checked)) {
      return sendResponse(reply, checked);
    }
    const giveBack = state.quotas.reserve(provider.id, control.perSecond);
    if (giveBack === undefined) {
      return sendResponse(reply, provider.faults["rate-limit"](checked));
    }
    if (behavior !== "accept" && behavior !== "accept-then-reset") {
      giveBack();
      const fault = behavior === "respond" ? respond(control) : provider.faults[behavior](checked);
      return sendResponse(reply, fault);
    }
    const acceptance = await provider.accept(checked, call, state.awsEndpoint);
    record(provider.id, checked, acceptance, state.received);
    const { providerMessageId } = acceptance;
    if (providerMessageId === undefined) {
      giveBack();
    }
    const { receipt: kind } = control;
    if (providerMessageId !== undefined && kind !== "none") {
      const subject = { kind, message: checked, request: call, providerMessageId, ...state };
      void postReceipts(provider.receiptsOf?.(subject) ?? []);
    }
    return behavior === "accept"
      ? sendResponse(reply, acceptance.response)
      : leaveUnanswered(reply, "reset");
  });
}

/** The control's schema lets no provider be told to respond without a response. */
function respond({ response }: Control): ProviderResponse {
  return response ?? { status: 500, headers: {}, body: "" };
}

function chooseBehavior({ behavior, probability }: Control): Behavior {
  return Math.random() < probability ? behavior : "accept";
}

function leaveUnanswered(reply: FastifyReply, how: "hang" | "reset"): FastifyReply {
  reply.hijack();
  if (how === "reset") {
    reply.raw.socket?.resetAndDestroy();
  }
  return reply;
}

function providerRequest(request: FastifyRequest): ProviderRequest {
  return {
    params: request.params as Record<string, string>,
    query: request.query as Record<string, string>,
    headers: request.headers,
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  };
}

function sendResponse(reply: FastifyReply, response: ProviderResponse): FastifyReply {
  return reply.code(response.status).headers(response.headers).send(response.body);
}

function record(
  provider: string,
  { recipient, text }: SimulatedMessage,
  { providerMessageId }: Acceptance,
  received: ReceivedMessages,
): void {
  if (providerMessageId !== undefined) {
    const at = new Date().toISOString();
    received.add({ provider, at, recipient, text, providerMessageId });
  }
}
