import type { OutcomeKind } from "./outcome.ts";

/** What each outcome means, in a sentence for people. */
export const outcomeTexts: Readonly<Record<OutcomeKind, string>> = {
  accepted: "The provider took the message.",
  throttled: "The provider works and wants less for now.",
  unavailable: "The provider did not take it now.",
  refused: "The provider refused this recipient or this content, so no other was asked.",
  misconfigured:
    "The provider refuses Herald's credentials, sender, permission, region or account: nothing of the user's.",
  unknown: "No response came, so the message may have gone out.",
};
