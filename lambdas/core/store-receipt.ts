import type { Delivery } from "./delivery.ts";
import type { Clock, DeliveryRecords, DeliveryStore, Identifiers } from "./ports.ts";
import { DependencyUnavailable } from "./ports.ts";
import type { Receipt } from "./receipt.ts";
import { afterReceipt, isAbout, takesReceipts } from "./receipt.ts";
import type { SuppressionDependencies } from "./suppress-address.ts";
import { suppressAddress } from "./suppress-address.ts";

/** What storing a receipt needs. */
export interface StoreReceiptDependencies extends SuppressionDependencies {
  readonly deliveries: DeliveryStore;
  readonly identifiers: Pick<Identifiers, "leaseToken" | "fingerprint">;
  readonly clock: Clock;
}

/**
 * What became of a receipt. `recorded`: it moved the delivery. `ignored`: there is no such
 * notification, it repeats what is known, or it is about a message other than the one that counts.
 * `too-early`: the delivery is being sent, and the receipt must be tried again later.
 */
export type ReceiptOutcome =
  | { readonly kind: "recorded"; readonly status: string }
  | { readonly kind: "ignored"; readonly reason: "unknown-id" | "repeated" | "other-message" }
  | { readonly kind: "too-early" };

/** How often a receipt tries to write when other writes come first; then it is tried again later. */
const maxWriteTries = 5;

/**
 * Moves a delivery forward as a receipt says, and suppresses an address that is never to be written
 * to again.
 *
 * @throws DependencyUnavailable when the records cannot be read or written: the receipt is tried
 * again.
 */
export async function storeReceipt(
  deps: StoreReceiptDependencies,
  receipt: Receipt,
): Promise<ReceiptOutcome> {
  let records = await deps.deliveries.read(receipt);
  for (let tries = 0; tries < maxWriteTries; tries += 1) {
    const step = nextStep(deps, receipt, records);
    if (tries === 0 && isNews(step)) {
      await suppressBy(deps, receipt, records);
    }
    if ("kind" in step) {
      return step;
    }
    if (await deps.deliveries.write(step)) {
      return { kind: "recorded", status: step.status };
    }
    records = await deps.deliveries.read(receipt);
  }
  throw new DependencyUnavailable("DynamoDB", new Error("the delivery is written all the time"));
}

/** The delivery to write, or what the receipt came to without a write. */
function nextStep(
  { clock, identifiers }: StoreReceiptDependencies,
  receipt: Receipt,
  { notification, delivery }: DeliveryRecords,
): ReceiptOutcome | Delivery {
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
  if (!takesReceipts(delivery) || !isAbout(receipt, delivery)) {
    return ignored("other-message");
  }
  const next = afterReceipt(delivery, receipt, identifiers.leaseToken());
  return next === delivery ? ignored("repeated") : next;
}

/** A repeated receipt must not suppress an address again that was lifted in the meantime. */
function isNews(step: ReceiptOutcome | Delivery): boolean {
  if (!("kind" in step)) {
    return true;
  }
  return step.kind === "ignored" && step.reason === "other-message";
}

function ignored(reason: "unknown-id" | "repeated" | "other-message"): ReceiptOutcome {
  return { kind: "ignored", reason };
}

/** Whichever message it was about: the address is the user's. An erased user gets no new record. */
async function suppressBy(
  deps: StoreReceiptDependencies,
  { provider, at, suppress }: Receipt,
  { notification, suppressions }: DeliveryRecords,
): Promise<void> {
  if (suppress === undefined || notification === undefined) {
    return;
  }
  const { address, reason } = suppress;
  await suppressAddress(deps, notification, suppressions, address, { reason, provider, at });
}
