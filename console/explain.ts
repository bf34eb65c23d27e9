import type { FailureReason, PassedOverReason, ReceiptResult } from "../lambdas/core/delivery.ts";

const receipts: Readonly<Record<ReceiptResult, string>> = {
  delivered: "The provider says that it has arrived.",
  unsubscribed: "The user wants no more of the kind.",
  complained: "The provider says that the user called it unwanted.",
  undelivered: "The provider says that it could not deliver it.",
  bounced: "The provider says that it came back: the address does not work.",
};

const failures: Readonly<Record<FailureReason, string>> = {
  refused: "A provider refused this recipient or content, so no other was asked.",
  "attempts-exhausted": "No provider took it in any attempt.",
  unknown: "It is not known whether the message went out.",
  canceled: "It was canceled before it was sent.",
  suppressed:
    "Nothing is sent to this address any more, so no provider was asked. A retry helps once its suppression is lifted.",
  unsubscribed:
    "The user has turned its category or its channel off, so no provider was asked. A retry helps only once that is on again.",
  bounced: "It was sent, and came back.",
  undelivered: "It was sent, and did not arrive.",
};

const passedOver: Readonly<Record<PassedOverReason, string>> = {
  "no-settings": "It has no settings, or the function may not read them.",
  "no-address": "The notification has no address that it needs.",
  suppressed: "Nothing is sent to this address any more.",
  down: "It was known to be down.",
};

/** Why a provider was passed over, in a sentence. */
export function explainPassedOver(reason: PassedOverReason): string {
  return passedOver[reason];
}

/** What a provider's receipt means, in a sentence. */
export function explainReceipt(result: ReceiptResult): string {
  return receipts[result];
}

/** What the reason for a failure means, in a sentence. */
export function explainFailure(reason: FailureReason): string {
  return failures[reason];
}
