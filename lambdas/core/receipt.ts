import type { AddressKind } from "./address.ts";
import type {
  Delivery,
  FailureReason,
  ProviderCall,
  ReceiptResult,
  ReceivedReceipt,
} from "./delivery.ts";
import { describeLastCall, receiptResults } from "./delivery.ts";
import type { DeliveryReference } from "./delivery-reference.ts";
import { isAccountOf } from "./provider-account.ts";
import type { SuppressionReason } from "./suppression.ts";

/** A provider's later word on one message. It holds ids and codes, nothing personal. */
export interface Receipt extends DeliveryReference {
  /** The provider account that carried the message, or the provider, whose events name no account. */
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

/** Receipts kept with a delivery to one address: one for each result and code, the most decisive first. */
export const receiptLimit = 5;

/** Receipts kept for each of several addresses. */
const receiptLimitByAddress = 2;

/** Whether a receipt is about a message by which a delivery was sent last. */
export function isAbout(receipt: Receipt, delivery: Delivery): boolean {
  const { provider, providerMessageId } = delivery;
  const named = receipt.providerMessageId ?? providerMessageId;
  const isFirst = isSaidBy(receipt, provider) && named === providerMessageId;
  return isFirst || callAbout(receipt, delivery) !== undefined;
}

function isSaidBy(receipt: Receipt, account: string | undefined): boolean {
  return account !== undefined && isAccountOf(account, receipt.provider);
}

/** To which of several addresses the message went that a receipt is about, if that can be told. */
export function addressOf(receipt: Receipt, delivery: Delivery): number | undefined {
  return (callAbout(receipt, delivery) ?? unknownCallOf(receipt, delivery))?.address;
}

function callAbout(receipt: Receipt, delivery: Delivery): ProviderCall | undefined {
  const { providerMessageId } = receipt;
  return messagesOf(delivery).find(
    (call) =>
      providerMessageId !== undefined &&
      call.providerMessageId === providerMessageId &&
      isSaidBy(receipt, call.provider),
  );
}

/** The calls that sent this round's messages, where there are several addresses. */
function messagesOf({ trail, roundSince }: Delivery): readonly ProviderCall[] {
  return trail.filter(
    ({ providerMessageId, at }) =>
      providerMessageId !== undefined && (roundSince === undefined || at >= roundSince),
  );
}

function unknownCallOf(receipt: Receipt, { trail }: Delivery): ProviderCall | undefined {
  return trail.findLast((each) => isSaidBy(receipt, each.provider) && each.outcome === "unknown");
}

/**
 * The delivery after a receipt, or the delivery itself where the receipt says nothing new.
 *
 * Whatever their order and repetition, the same receipts come to the same delivery: each field is the
 * most decisive, the earliest or the union of what they say.
 *
 * @param delivery one that is `sent` or `delivered`, or that a receipt has failed.
 * @param writeToken names this write; no other may have it.
 */
export function afterReceipt(delivery: Delivery, receipt: Receipt, writeToken: string): Delivery {
  const before = delivery.receipts ?? [];
  const receipts = withReceipt(before, receipt, addressOf(receipt, delivery));
  const deliveredAt = earliestArrival(delivery.deliveredAt, receipt);
  const isNew = JSON.stringify(receipts) !== JSON.stringify(before);
  if (!isNew && deliveredAt === delivery.deliveredAt) {
    return delivery;
  }
  const { failureReason: _, lastError: __, ...kept } = delivery;
  return {
    ...kept,
    version: delivery.version + 1,
    leaseToken: writeToken,
    receipts,
    ...(deliveredAt && { deliveredAt }),
    ...endBy(delivery, receipts),
  };
}

type End = Pick<Delivery, "status" | "failureReason" | "lastError">;

/**
 * What receipts make of a delivery: the most decisive one's word. Of several addresses, those at which it
 * failed do not count where there is another.
 */
function endBy(delivery: Delivery, receipts: readonly ReceivedReceipt[]): End {
  const standing = receipts.filter(
    (each) => !isFailure(decisiveOf(receipts, each.address)?.result),
  );
  const [decisive] = standing.length > 0 ? standing : receipts;
  const { result, code } = decisive ?? {};
  const isOneLeft = messagesOf(delivery).some(
    ({ address }) => decisiveOf(receipts, address) === undefined,
  );
  const lastCall = describeLastCall(delivery.trail);
  const lastError = lastCall === undefined ? {} : { lastError: lastCall };
  if (!isFailure(result)) {
    return { status: "delivered", ...lastError };
  }
  if (isOneLeft) {
    return { status: "sent", ...lastError };
  }
  return {
    status: "failed",
    failureReason: result,
    lastError: `${delivery.provider} ${result}${code === undefined ? "" : `: ${code}`}`,
  };
}

/** The most decisive of one address's. */
function decisiveOf(
  receipts: readonly ReceivedReceipt[],
  address: number | undefined,
): ReceivedReceipt | undefined {
  return receipts.find((each) => each.address === address);
}

/** Whether a receipt can move a delivery: a message went out, and nothing but a receipt ended it. */
export function takesReceipts({ status, failureReason }: Delivery): boolean {
  return status === "sent" || status === "delivered" || isFailure(failureReason);
}

/**
 * The delivery as sent, where a receipt proves that it was: a provider whose outcome was unknown, or
 * whose function died, speaks of its message all the same. `undefined` where it proves nothing.
 *
 * @param delivery one whose claim, if it has one, has ended.
 */
export function provenSent(delivery: Delivery, receipt: Receipt): Delivery | undefined {
  const { provider, providerMessageId } = receipt;
  const call = unknownCallOf(receipt, delivery);
  const isProof = delivery.status === "sending" || (call !== undefined && awaitsProof(delivery));
  if (delivery.provider !== undefined || !isProof) {
    return undefined;
  }
  const { nextAttemptAt: _, waitedSeconds: __, failureReason: ___, ...kept } = delivery;
  return {
    ...kept,
    status: "sent",
    sentAt: call?.at ?? receipt.at,
    provider: call?.provider ?? provider,
    ...(providerMessageId !== undefined && { providerMessageId }),
  };
}

/** Whether a delivery goes on, or has failed, only because nobody knows that it was sent. */
function awaitsProof({ status, failureReason }: Delivery): boolean {
  return (
    status === "queued" ||
    status === "retrying" ||
    failureReason === "unknown" ||
    failureReason === "attempts-exhausted"
  );
}

function isFailure(
  result: ReceiptResult | FailureReason | undefined,
): result is "bounced" | "undelivered" {
  return result === "bounced" || result === "undelivered";
}

function withReceipt(
  before: readonly ReceivedReceipt[],
  { result, code, at, suppress }: Receipt,
  address: number | undefined,
): readonly ReceivedReceipt[] {
  const next: ReceivedReceipt = {
    at,
    result,
    ...(code !== undefined && { code }),
    ...(suppress && { suppressed: suppress.address }),
    ...(address !== undefined && { address }),
  };
  const same = before.find((each) => compare(each, next) === 0);
  const earlier = same !== undefined && same.at <= at ? same : next;
  const suppressed = same?.suppressed ?? next.suppressed;
  const kept =
    suppressed === undefined || earlier.suppressed === suppressed
      ? earlier
      : { ...earlier, suppressed };
  const others = before.filter((each) => each !== same);
  return [...others, kept].toSorted(compare).filter(isWithinLimit);
}

function isWithinLimit(
  { address }: ReceivedReceipt,
  index: number,
  all: readonly ReceivedReceipt[],
): boolean {
  const limit = address === undefined ? receiptLimit : receiptLimitByAddress;
  return all.slice(0, index).filter((each) => each.address === address).length < limit;
}

/** The most decisive first, then by code; not by time, which a repetition may change. */
function compare(one: ReceivedReceipt, other: ReceivedReceipt): number {
  const byWeight = receiptResults.indexOf(other.result) - receiptResults.indexOf(one.result);
  if (byWeight !== 0) {
    return byWeight;
  }
  const [code = "", otherCode = ""] = [one.code, other.code];
  if (code !== otherCode) {
    return code < otherCode ? -1 : 1;
  }
  return (one.address ?? 0) - (other.address ?? 0);
}

function earliestArrival(known: Date | undefined, { result, at }: Receipt): Date | undefined {
  if (isFailure(result)) {
    return known;
  }
  return known !== undefined && known <= at ? known : at;
}
