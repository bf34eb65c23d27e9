import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Control, Controls } from "./behaviors.ts";
import { chooseBehavior } from "./behaviors.ts";
import type { Quotas } from "./quotas.ts";
import { postReceipts } from "./receipts.ts";
import type { ReceivedMessages } from "./received-messages.ts";
import type {
  Checked,
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
    const call = providerRequest(request);
    const checked = await provider.check(call);
    const behavior = isMeant(control, checked) ? chooseBehavior(control) : "accept";
    if (behavior === "hang" || behavior === "reset") {
      return leaveUnanswered(reply, behavior);
    }
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
    const { providerMessageId } = acceptance;
    if (providerMessageId === undefined) {
      giveBack();
    } else {
      record(state.received, provider.id, checked, providerMessageId);
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

/** Whether a control's behavior is for a message. */
function isMeant({ recipients }: Control, checked: Checked): boolean {
  return (
    recipients === undefined || (!isResponse(checked) && recipients.includes(checked.recipient))
  );
}

/** The control's schema lets no provider be told to respond without a response. */
function respond({ response }: Control): ProviderResponse {
  return response ?? { status: 500, headers: {}, body: "" };
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

/** Notes that a provider took a message. */
export function record(
  received: ReceivedMessages,
  provider: string,
  message: SimulatedMessage,
  providerMessageId: string,
): void {
  received.add({ provider, at: new Date().toISOString(), ...message, providerMessageId });
}
