import type { IncomingHttpHeaders } from "node:http";
import type { Control } from "./behaviors.ts";
import type { SimulatedMail } from "./mail.ts";
import type { ReceiptKind, SimulatedReceipt } from "./receipts.ts";

/** A call as it came in, with its body unread. */
export interface ProviderRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What is sent back. */
export interface ProviderResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The message in a request that passed the provider's checks. */
export interface SimulatedMessage extends Partial<SimulatedMail> {
  readonly recipient: string;
  readonly text: string;
}

/** What a check comes to: the message, or the provider's error answer. */
export type Checked = SimulatedMessage | ProviderResponse;

/** What came of handing a message over; without an id the provider did not take it. */
export interface Acceptance {
  readonly response: ProviderResponse;
  readonly providerMessageId?: string | undefined;
}

/** The faults for which a provider has an error answer of its own. */
type ReportedFault = "refuse-recipient" | "rate-limit" | "server-error" | "bad-credentials";

/** What the real provider is given to talk to a simulated one. */
interface SimulatedSettings {
  /** The only credentials that it takes, named as in the provider's settings; none for AWS's own. */
  readonly credentials?: Readonly<Record<string, string>>;
  /** Settings with which the real provider talks to it, beside its credentials. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/**
 * One provider as the simulator plays it: what `providers/<id>.ts` exports as `provider`. Its protocol
 * is served under `/<id>`.
 */
export interface SimulatedProvider extends SimulatedSettings {
  /** The path of its send call, under `/<id>`; `:name` makes a parameter. */
  readonly path: string;
  /** The call by which its clients are given a token before they send; it has no faults. */
  readonly tokenCall?: TokenCall;
  /** Checks a call as the provider would: its message, or the provider's error answer. */
  check(request: ProviderRequest): Checked | Promise<Checked>;
  /** The provider's error answer for each fault. */
  readonly faults: Readonly<Record<ReportedFault, (message: SimulatedMessage) => ProviderResponse>>;
  /** @param awsEndpoint the emulator, for the AWS providers. */
  accept(
    message: SimulatedMessage,
    request: ProviderRequest,
    awsEndpoint: string | undefined,
  ): Promise<Acceptance>;
  /** What it says later of a message that it took; none for a provider that never says anything. */
  readonly receiptsOf?: (about: ReceiptSubject) => readonly SimulatedReceipt[];
}

/** A call for an access token. */
interface TokenCall {
  /** Its path, under `/<id>`. */
  readonly path: string;
  respond(request: ProviderRequest): ProviderResponse;
}

/** A simulated provider by its name in the registry. */
export interface NamedProvider extends SimulatedProvider {
  readonly id: string;
}

/**
 * A provider of another protocol than HTTP, as the simulator plays it: what `providers/<id>.ts` exports as
 * `provider`. It is a server of its own, which starts and stops with the simulator.
 */
export interface SimulatedServer extends SimulatedSettings {
  /** Starts it on 127.0.0.1, at any free port. */
  start(stage: ServerStage): Promise<RunningServer>;
}

/** A simulated server by its provider's name in the registry. */
export interface NamedServer extends SimulatedServer {
  readonly id: string;
}

/** What a simulated server is told, and tells. */
export interface ServerStage {
  /** How it is to behave now. */
  readonly control: () => Control;
  /** Reserves room for a message within what it takes in a second, as `Quotas` does. */
  readonly reserve: () => (() => void) | undefined;
  /** Told of each message that it takes. */
  readonly record: (message: SimulatedMessage, providerMessageId: string) => void;
}

/** A server that runs. */
export interface RunningServer {
  /** Its address without a slash at the end: the `baseUrl` of the provider's settings. */
  readonly url: string;
  close(): Promise<void>;
}

/** What a receipt is about, and where receipts go. */
export interface ReceiptSubject {
  readonly kind: ReceiptKind;
  readonly message: SimulatedMessage;
  readonly request: ProviderRequest;
  readonly providerMessageId: string;
  /** Where Herald's API is, once it is known. */
  readonly publicUrl: string | undefined;
  readonly awsEndpoint: string | undefined;
}

/** A JSON answer. */
export function jsonResponse(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): ProviderResponse {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(body),
  };
}

/** Whether `check` found the call wrong. */
export function isResponse(checked: Checked): checked is ProviderResponse {
  return "status" in checked;
}

/** A body as a JSON object; an empty one for anything else, which then lacks what is required. */
export function jsonObject(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** E.164: https://www.itu.int/rec/T-REC-E.164 */
export const phoneNumberPattern = /^\+[1-9]\d{6,14}$/;

/** Good enough to tell an address from something else. */
export const emailPattern = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/;

/** Whether a push token is one of a device on which the app is no more: all that begin so are. */
export function isDeadPushToken(token: string): boolean {
  return token.startsWith("deadbeef");
}
