import type { ReceiptMessage } from "../functions/receipts/receipt-message.ts";

/** A provider's callback as it came in. */
export interface Callback {
  /** The end of the URL, if the route has one: a delivery's ids. */
  readonly ids: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As it was sent, to the letter: signatures are made over it. */
  readonly body: string;
  readonly receivedAt: Date;
}

/**
 * What a callback holds; or that it is not the provider's (`forged`), that its key is not among the
 * provider's settings, or that it is the provider's and makes no sense.
 */
export type CallbackReading =
  | { readonly kind: "read"; readonly messages: readonly ReceiptMessage[] }
  | { readonly kind: "forged" | "no-key" | "malformed" };

/** Checks and reads one provider's callbacks, by its settings as they are now. */
export type ReadCallback = (callback: Callback) => CallbackReading;

/** A code as it may be logged and kept: a short word or number, never a sentence. */
export function codeOf(value: unknown): string | undefined {
  const code = typeof value === "number" ? String(value) : value;
  return typeof code === "string" && /^[\w.-]{1,64}$/.test(code) ? code : undefined;
}
