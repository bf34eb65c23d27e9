import type { LetterFate, RedriveTally } from "./redrive.ts";
import { seenIn } from "./redrive.ts";

const fateTexts: Readonly<Record<LetterFate, string>> = {
  moved: "moved back to the queue",
  dropped: "deleted, nothing more to do for the delivery",
  malformed: "left: names no delivery of this channel",
  erased: "left: its notification is gone",
  ended: "left: its delivery has ended (sent, delivered, refused, held or expired)",
  expired: "left: its notification's expiresAt has passed",
  earlier: "left: failed before --since",
  new: "left: queued after this began",
};

const plannedTexts: Partial<Record<LetterFate, string>> = {
  moved: "would be moved back to the queue",
  dropped: "would be deleted, nothing more to do for the delivery",
};

/** The rows of the closing table: how many messages came to which fate. */
export function summaryRows(
  tally: RedriveTally,
  { dryRun = false }: { readonly dryRun?: boolean },
): [string, number][] {
  const texts = dryRun ? { ...fateTexts, ...plannedTexts } : fateTexts;
  const order = Object.keys(fateTexts) as LetterFate[];
  const rows = order
    .filter((fate) => fate === "moved" || tally.fates.has(fate))
    .map((fate): [string, number] => [texts[fate], tally.fates.get(fate) ?? 0]);
  const notSeen = Math.max(0, tally.waiting - seenIn(tally));
  return notSeen === 0 ? rows : [...rows, ["left: not looked at", notSeen]];
}
