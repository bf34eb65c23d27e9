import { everyAddress } from "./address.ts";
import type { Delivery } from "./delivery.ts";
import type { PreferenceStore } from "./ports/preferences.ts";
import type { DeliveryRecords, DeliveryStore } from "./ports/records.ts";
import type { Clock, Identifiers } from "./ports/system.ts";
import { DependencyUnavailable } from "./ports/unavailable.ts";
import type { Receipt } from "./receipt.ts";
import { addressOf, afterReceipt, isAbout, provenSent, takesReceipts } from "./receipt.ts";
import type { SuppressionDependencies } from "./suppress-address.ts";
import { suppressAddress } from "./suppress-address.ts";
import type { Traced } from "./trace.ts";
import { traceOf } from "./trace.ts";

/** What storing a receipt needs. */
export interface StoreReceiptDependencies extends SuppressionDependencies {
  readonly deliveries: DeliveryStore;
  readonly preferences: Pick<PreferenceStore, "complain">;
  readonly identifiers: Pick<Identifiers, "leaseToken" | "fingerprint">;
  readonly clock: Clock;
}

/**
 * What became of a receipt. `recorded`: it moved the delivery. `ignored`: there is no such
 * notification, it repeats what is known, or it is about a message other than the one that counts.
 * `too-early`: the delivery is being sent, and the receipt must be tried again later.
 */
export type ReceiptOutcome = ReceiptEnd & Traced;

type ReceiptEnd =
  | { readonly kind: "recorded"; readonly status: string }
  | { readonly kind: "ignored"; readonly reason: "unknown-id" | "repeated" | "other-message" }
  | { readonly kind: "too-early" };

/** How often a receipt tries to write when other writes come first; then it is tried again later. */
const maxWriteTries = 5;

/**
 * Moves a delivery forward as a receipt says, suppresses an address that is never to be written to
 * again, and turns off the category that a user has complained of. A receipt of a message whose outcome was unknown settles its delivery: no provider is
 * called for it any more.
 *
 * @throws DependencyUnavailable when the records cannot be read or written: the receipt is tried
 * again.
 */
export async function storeReceipt(
  deps: StoreReceiptDependencies,
  receipt: Receipt,
): Promise<ReceiptOutcome> {
  const readAt = deps.clock.now();
  const records = await deps.deliveries.read(receipt);
  const end = await storeAsRead(deps, receipt, records, readAt);
  return { ...end, ...traceOf(records.notification) };
}

async function storeAsRead(
  deps: StoreReceiptDependencies,
  receipt: Receipt,
  seen: DeliveryRecords,
  seenAt: Date,
): Promise<ReceiptEnd> {
  let [records, readAt] = [seen, seenAt];
  for (let tries = 0; tries < maxWriteTries; tries += 1) {
    const step = nextStep(deps, receipt, records);
    if ("kind" in step) {
      return step;
    }
    if (tries === 0) {
      await suppressBy(deps, receipt, records);
      await unsubscribeBy(deps, receipt, records);
    }
    if (await deps.deliveries.write(step, readAt)) {
      return { kind: "recorded", status: step.status };
    }
    readAt = deps.clock.now();
    records = await deps.deliveries.read(receipt);
  }
  throw new DependencyUnavailable("DynamoDB", new Error("the delivery is written all the time"));
}

/** The delivery to write, or what the receipt came to without a write. */
function nextStep(
  { clock, identifiers }: StoreReceiptDependencies,
  receipt: Receipt,
  { notification, delivery }: DeliveryRecords,
): ReceiptEnd | Delivery {
  if (notification === undefined) {
    return ignored("unknown-id");
  }
  if (delivery === undefined) {
    return ignored("other-message");
  }
  // The provider may be faster than the write that says that it accepted the message.
  const isBeingSent = delivery.status === "sending" && delivery.leaseUntil > clock.now();
  if (isBeingSent) {
    return { kind: "too-early" };
  }
  const sent = takesReceipts(delivery) ? delivery : provenSent(delivery, receipt);
  if (sent === undefined || !isAbout(receipt, sent)) {
    return ignored("other-message");
  }
  const next = afterReceipt(sent, receipt, identifiers.leaseToken());
  return next === sent ? ignored("repeated") : next;
}

function ignored(reason: "unknown-id" | "repeated" | "other-message"): ReceiptEnd {
  return { kind: "ignored", reason };
}

/**
 * Only what is news of the message that was sent suppresses: not a receipt that is replayed, which may
 * be older than the lift of what it had suppressed, nor one of another message.
 */
async function suppressBy(
  deps: StoreReceiptDependencies,
  receipt: Receipt,
  { notification, delivery, suppressions }: DeliveryRecords,
): Promise<void> {
  const { provider, at, suppress } = receipt;
  if (suppress === undefined || notification === undefined || delivery === undefined) {
    return;
  }
  const { address: kind, reason } = suppress;
  const isOnlyOne = everyAddress(notification.addresses, kind).length === 1;
  const index = isOnlyOne ? 0 : addressOf(receipt, delivery);
  if (index !== undefined) {
    const suppression = { reason, provider, at };
    await suppressAddress(deps, notification, suppressions, { kind, index }, suppression);
  }
}

/** Who complains of a message, or unsubscribes at its provider, wants no more of what it was about. */
async function unsubscribeBy(
  { preferences }: Pick<StoreReceiptDependencies, "preferences">,
  { result, at }: Receipt,
  { notification }: DeliveryRecords,
): Promise<void> {
  const isUnwanted = result === "complained" || result === "unsubscribed";
  if (isUnwanted && notification?.category !== undefined) {
    const { userId, id, category } = notification;
    await preferences.complain({ userId, id, category }, at);
  }
}
