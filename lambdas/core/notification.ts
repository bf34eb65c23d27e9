import type { Addresses } from "./address.ts";

/** The inbox record: what a caller asked to be said to one user. Immutable once accepted. */
export interface Notification {
  /** A ULID: sorts by the time of registration. */
  readonly id: string;
  readonly userId: string;
  readonly message: string;
  readonly subject?: string;
  readonly addresses: Addresses;
  /** The channels it was queued on: one delivery each. */
  readonly channels: readonly string[];
  /** Whether the message is expected to trigger a response; such messages are throttled. */
  readonly expectsResponse: boolean;
  readonly registeredAt: Date;
  /** After this moment no provider is called any more. */
  readonly expiresAt?: Date;
}

/** Whether the message is of no use to the user any more. */
export function hasExpired({ expiresAt }: Pick<Notification, "expiresAt">, now: Date): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}
