import type { Notification } from "./notification.ts";
import type { Outcome } from "./outcome.ts";
import type { Attachment } from "./ports/content.ts";

/** The fields of a notification that providers are not given, or not by these names. */
type Withheld =
  | "id"
  | "message"
  | "addresses"
  | "channels"
  | "expectsResponse"
  | "registeredAt"
  | "sms"
  | "attachments"
  | "content"
  | "category"
  | "template";

/**
 * What a provider is asked to carry: one delivery, already cut down to the address it needs, with the
 * notification's other fields as they are.
 */
export interface ProviderMessage extends Omit<Notification, Withheld> {
  /** The user's address of the kind that the provider needs; empty where it needs none. */
  readonly to: string;
  readonly text: string;
  /** With `userId` the delivery's ids, for the tags and callback URLs by which a receipt finds it. */
  readonly notificationId: string;
  readonly channel: string;
  /** The files that go with a mail. */
  readonly attachments?: readonly Attachment[];
  /** Where the user unsubscribes from what the message is about; absent from what is transactional. */
  readonly unsubscribeUrl?: string;
  /** The provider account that carries it; the provider itself if left out. */
  readonly account?: string;
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
