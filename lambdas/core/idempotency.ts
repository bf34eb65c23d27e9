import { defaultCaller, isPrincipal } from "./caller.ts";
import type { FieldFault } from "./field-fault.ts";
import type { Settlement } from "./notification.ts";

/** How long a key stands for its notification, in seconds. */
export const idempotencySeconds = 24 * 3_600;

/**
 * How long it is kept that a user and the user's records were erased, in seconds: longer than any key
 * that was reserved before stands.
 */
export const erasureKeptSeconds = idempotencySeconds + 3_600;

/** What the first call with a key has settled, so that a repeat can continue from there. */
export interface Reservation extends Settlement {
  /** The caller's `Idempotency-Key`, as `keyOf` makes it the caller's own. */
  readonly key: string;
  /** Of what the caller sent (`fingerprintText`); a repeat has the same. */
  readonly fingerprint: string;
  /** Until when the call that holds the reservation may still be under way. */
  readonly leaseUntil: Date;
}

/**
 * A caller's own key: another caller's same `Idempotency-Key` is another one. Neither part holds a
 * space. The default caller's are as they were before there were others, so that its reservations stay.
 */
export function keyOf(caller: string, idempotencyKey: string): string {
  return caller === defaultCaller ? idempotencyKey : `${caller} ${idempotencyKey}`;
}

/**
 * Where a version before callers had names has reserved a caller's key, if not at `keyOf`. With IAM a
 * key was by itself; what stands there may be another principal's.
 */
export function formerKeyOf(caller: string, idempotencyKey: string): string | undefined {
  return isPrincipal(caller) ? idempotencyKey : undefined;
}

/** The shape of an `Idempotency-Key`. */
export const idempotencyKeyPattern = /^[\x21-\x7e]{1,255}$/;

/** What is wrong with an `Idempotency-Key`, if anything. */
export function keyFaults(key: string | undefined): FieldFault[] {
  if (key === undefined || idempotencyKeyPattern.test(key)) {
    return [];
  }
  const detail = "must be 1 to 255 visible ASCII characters";
  return [{ field: "Idempotency-Key", detail }];
}
