import type { Outcome } from "./outcome.ts";

/** What a provider is asked to carry: one delivery, already cut down to the address it needs. */
export interface ProviderMessage {
  /** The user's address of the kind that the provider needs; empty where it needs none. */
  readonly to: string;
  readonly text: string;
  readonly subject?: string;
  /** After this moment the message is of no use to the user. */
  readonly expiresAt?: Date;
  /** The delivery's ids, for the tags and callback URLs by which a receipt finds it again. */
  readonly userId: string;
  readonly notificationId: string;
  readonly channel: string;
}

/** A provider with its settings applied, ready to carry messages. */
export interface Provider {
  /**
   * Makes one call to the provider, without retries.
   *
   * @param signal aborts at the call's time-out; the call must then let go of its socket.
   * @returns the outcome. It rejects only on a programming error.
   */
  send(message: ProviderMessage, signal: AbortSignal): Promise<Outcome>;
}
