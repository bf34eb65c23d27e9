import type { AddressKind } from "./address.ts";
import type { Delivery, FailureReason, ReceiptResult, ReceivedReceipt } from "./delivery.ts";
import { receiptResults } from "./delivery.ts";
import type { DeliveryReference } from "./delivery-reference.ts";
import type { SuppressionReason } from "./suppression.ts";

/** A provider's later word on one message. It holds ids and codes, nothing personal. */
export interface Receipt extends DeliveryReference {
  readonly provider: string;
  /** The id that the provider gave the message when it took it; some receipts lack it. */
  readonly providerMessageId?: string;
  readonly result: ReceiptResult;
  /** The provider's own code. */
  readonly code?: string;
  readonly at: Date;
  /** Which of the user's addresses is never to be written to again, and why. */
  readonly suppress?: { readonly address: AddressKind; readonly reason: SuppressionReason };
}

/** Receipts kept with a delivery: one for each result and code, the gravest first. */
export const receiptLimit = 5;

/** Whether a receipt is about the message by which a delivery was sent last. */
export function isAbout(receipt: Receipt, { provider, providerMessageId }: Delivery): boolean {
  const named = receipt.providerMessageId ?? providerMessageId;
  return receipt.provider === provider && named === providerMessageId;
}

/**
 * The delivery after a receipt, or the delivery itself where the receipt says nothing new.
 *
 * It only moves forward, `sent → delivered → failed`, and whatever their order and repetition, the
 * same receipts come to the same delivery: each field is the gravest, the earliest or the union of
 * what they say.
 *
 * @param delivery one that is `sent` or `delivered`, or that a receipt has failed.
 * @param writeToken names this write; no other may have it.
 */
export function afterReceipt(delivery: Delivery, receipt: Receipt, writeToken: string): Delivery {
  const before = delivery.receipts ?? [];
  const receipts = withReceipt(before, receipt);
  const deliveredAt = earliestArrival(delivery.deliveredAt, receipt);
  const isNew = JSON.stringify(receipts) !== JSON.stringify(before);
  if (!isNew && deliveredAt === delivery.deliveredAt) {
    return delivery;
  }
  const gravest = receipts[0]?.result ?? receipt.result;
  return {
    ...delivery,
    version: delivery.version + 1,
    leaseToken: writeToken,
    receipts,
    ...(deliveredAt && { deliveredAt }),
    ...(isFailure(gravest)
      ? { status: "failed", failureReason: gravest, lastError: describe(delivery, receipts[0]) }
      : { status: "delivered" }),
  };
}

/** Whether a receipt can move a delivery: a message went out, and nothing but a receipt ended it. */
export function takesReceipts({ status, failureReason }: Delivery): boolean {
  return status === "sent" || status === "delivered" || isFailure(failureReason);
}

function isFailure(
  result: ReceiptResult | FailureReason | undefined,
): result is "bounced" | "undelivered" {
  return result === "bounced" || result === "undelivered";
}

function withReceipt(
  before: readonly ReceivedReceipt[],
  { result, code, at }: Receipt,
): readonly ReceivedReceipt[] {
  const next: ReceivedReceipt = { at, result, ...(code !== undefined && { code }) };
  const same = before.find((each) => compare(each, next) === 0);
  const earlier = same !== undefined && same.at <= at ? same : next;
  const others = before.filter((each) => each !== same);
  return [...others, earlier].toSorted(compare).slice(0, receiptLimit);
}

/** The gravest first, then by code; not by time, which a repetition may change. */
function compare(one: ReceivedReceipt, other: ReceivedReceipt): number {
  const byGravity = receiptResults.indexOf(other.result) - receiptResults.indexOf(one.result);
  if (byGravity !== 0) {
    return byGravity;
  }
  const [code = "", otherCode = ""] = [one.code, other.code];
  return code < otherCode ? -1 : Number(code > otherCode);
}

function earliestArrival(known: Date | undefined, { result, at }: Receipt): Date | undefined {
  if (isFailure(result)) {
    return known;
  }
  return known !== undefined && known <= at ? known : at;
}

function describe({ provider }: Delivery, failure: ReceivedReceipt | undefined): string {
  const { result, code } = failure ?? {};
  return `${provider} ${result}${code === undefined ? "" : `: ${code}`}`;
}
