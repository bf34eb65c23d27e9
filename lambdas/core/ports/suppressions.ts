import type { Notification } from "../notification.ts";
import type { Suppression, Suppressions } from "../suppression.ts";

/**
 * Where suppressions are kept, for `suppressionKeptSeconds`. Every method may reject with
 * `DependencyUnavailable`.
 */
export interface SuppressionStore {
  /**
   * Suppresses an address of a notification, whoever uses it, unless it was lifted at `suppression.at`
   * or later, or the notification is gone; one that is suppressed already keeps its first reason.
   */
  suppress(
    notification: Pick<Notification, "userId" | "id">,
    addressHash: string,
    suppression: Suppression,
  ): Promise<void>;
  /**
   * The suppressed ones among a user's addresses.
   *
   * @param addressHashes of addresses of the user's beside those that became suppressed as the user's.
   */
  listSuppressions(userId: string, addressHashes?: readonly string[]): Promise<Suppressions>;
  /**
   * Lifts the suppression of an address, for whoever uses it.
   *
   * @param userId any of them. What a release before this one suppressed is lifted for that user only.
   * @param at now: what is older does not suppress the address again. It also names the call: a second
   * one of the same moment is the same lift.
   * @returns whether the address was suppressed.
   */
  lift(userId: string, addressHash: string, at: Date): Promise<boolean>;
}
