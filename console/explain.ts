import type { FailureReason, ReceiptResult } from "../lambdas/core/delivery.ts";
import type { OutcomeKind } from "../lambdas/core/outcome.ts";

const outcomes: Readonly<Record<OutcomeKind, string>> = {
  accepted: "The provider took the message.",
  throttled: "The provider works and wants less for now.",
  unavailable: "The provider did not take it now.",
  refused: "This recipient or content will never work.",
  misconfigured: "The provider does not accept Herald's credentials, sender or account.",
  unknown: "No response came, so the message may have gone out.",
};

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
  suppressed: "Nothing is sent to this address any more, so no provider was asked.",
  bounced: "It was sent, and came back.",
  undelivered: "It was sent, and did not arrive.",
};

/** What an outcome means, in a sentence. */
export function explainOutcome(outcome: OutcomeKind): string {
  return outcomes[outcome];
}

/** What a provider's receipt means, in a sentence. */
export function explainReceipt(result: ReceiptResult): string {
  return receipts[result];
}

/** What the reason for a failure means, in a sentence. */
export function explainFailure(reason: FailureReason): string {
  return failures[reason];
}
