import { codePattern } from "../core/outcome.ts";
import type { Receipt } from "../core/receipt.ts";
import type { ReceiptMessage } from "../core/receipt-message.ts";

/** A provider's callback as it came in. */
export interface Callback {
  /** The end of the URL, if the route has one: a delivery's ids. */
  readonly ids: string;
  /** The provider account that the URL names; the provider itself if left out. */
  readonly account?: string | undefined;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As it was sent, to the letter: signatures are made over it. */
  readonly body: string;
  readonly receivedAt: Date;
}

/** What a callback is checked with. */
export interface CallbackKeys<Keys = unknown> {
  /** Of the provider's settings, as `keysSchema` reads them; absent where there are none. */
  readonly keys: Keys | undefined;
  /** The API's URL as the provider was given it. */
  readonly publicUrl: string | undefined;
}

/**
 * What is wrong with the form of a callback: its signature is none of the provider's (`forged`), or
 * its body or ids are not (`malformed`).
 */
export type ShapeFault = "forged" | "malformed";

/** Looks at a callback's form, which takes no key: what fails here costs no read. */
export type FindShapeFault = (callback: Callback) => ShapeFault | undefined;

/** Whether a query can be a webhook's verification, whatever its token. */
export type IsVerification = (query: Readonly<Record<string, string | undefined>>) => boolean;

/**
 * What a callback holds; or that it is not the provider's (`forged`), that its key is not among the
 * provider's settings, or that it is the provider's and makes no sense.
 */
export type CallbackReading =
  | {
      readonly kind: "read";
      readonly messages: readonly ReceiptMessage[];
      /** How many of its events should have been understood, and were not. */
      readonly skipped?: number;
    }
  | { readonly kind: "forged" | "no-key" | "malformed" };

/** What a callback of several events holds, of which some were not understood. */
export function readingOf(messages: readonly ReceiptMessage[], skipped: number): CallbackReading {
  return { kind: "read", messages, ...(skipped > 0 && { skipped }) };
}

/** Checks and reads one callback of a provider, by its settings as they are now. */
export type ReadCallback<Keys = never> = (
  callback: Callback,
  known: CallbackKeys<Keys>,
) => CallbackReading;

/**
 * Responds to a provider that verifies the webhook.
 *
 * @returns the body of the response, or `undefined` where the token is not the one in the settings.
 */
export type VerifyWebhook<Keys = never> = (
  query: Readonly<Record<string, string | undefined>>,
  known: CallbackKeys<Keys>,
) => string | undefined;

/**
 * What a message that a provider put into the receipts' queue says: a receipt; `nothing` that moves a
 * delivery; or that it cannot be told which delivery it is about. `undefined` where it is not the
 * provider's.
 */
export type EventReading = Receipt | "nothing" | "no-tags" | undefined;

/** Reads the body of such a message. */
export type ReadEvent = (body: string) => EventReading;

/** A code as it may be logged and kept: a short word or number, never a sentence. */
export function codeOf(value: unknown): string | undefined {
  const code = typeof value === "number" ? String(value) : value;
  return typeof code === "string" && codePattern.test(code) ? code : undefined;
}
