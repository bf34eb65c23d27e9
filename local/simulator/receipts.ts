import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";

/** What a provider can be told to say later of the messages that it takes. */
export const receiptKinds = ["none", "delivered", "bounced", "complained"] as const;

export type ReceiptKind = Exclude<(typeof receiptKinds)[number], "none">;

/** A receipt that is to be sent, in the provider's own form. */
export interface SimulatedReceipt {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What providers are told once of where to call back; of Twilio every message says it itself. */
export const webhooksSchema = z.strictObject({
  /** Where Herald's API is, as the outside sees it, without a slash at the end. */
  publicUrl: z.url(),
});

/** How long a receipt may keep being refused, in tries a second apart. */
const tries = 5;

/** Posts a receipt as providers do: a moment after the message, and again when it is not taken. */
export async function postReceipts(receipts: readonly SimulatedReceipt[]): Promise<void> {
  for (const { url, headers, body } of receipts) {
    for (let tried = 0; tried < tries; tried += 1) {
      await delay(tried === 0 ? 50 : 1_000, undefined, { ref: false });
      const response = await fetch(url, { method: "POST", headers, body }).catch(() => undefined);
      if (response !== undefined && response.status < 500) {
        break;
      }
    }
  }
}
