import * as z from "zod/mini";
import type { Outcome } from "../../core/outcome.ts";
import { failureOutcome } from "../classify.ts";
import type { FailureKind } from "../code-table.ts";
import { codes } from "./codes.ts";

/** An error of the Graph API. */
export const graphErrorSchema = z.looseObject({
  code: z.number(),
  error_subcode: z.optional(z.number()),
  message: z.optional(z.string()),
  is_transient: z.optional(z.boolean()),
});

type GraphError = z.infer<typeof graphErrorSchema>;

/** Subcodes that name the person or the closed 24 h window, under whichever code they come. */
const personSubcodes = [1545041, 2018001, 2018065, 2018108, 2018278, 2534014, 2534022];

const closedWindow = /outside (?:of )?(?:the )?allowed window/i;

/** The apostrophe is Meta's, of either kind. */
const personGone =
  /this person (?:isn.t|is not|cannot|can.t) (?:receiv|available)|person isn.t available/i;

const badRecipient =
  /^\(#100\) (?:Param recipient\[(?:id|user_ref)\] must be|Invalid fbid|No matching user found|(?:Parameter error: )?You cannot send messages to this id)/i;

const badText =
  /^\(#100\) (?:Length of param message\[text\]|Param message\[text\] must be|Message cannot be empty)/i;

/**
 * The outcome of an error: by code and subcode, else by its text, else by its code. A code stands for
 * what the page may not do as well as for what the person does not take.
 *
 * https://developers.facebook.com/docs/messenger-platform/error-codes
 */
export function errorOutcome(error: GraphError, status: number): Outcome {
  const { code, error_subcode } = error;
  const detailed = `${code}-${error_subcode}`;
  return codes.has(detailed)
    ? failureOutcome(codes, { code: detailed, status })
    : failureOutcome(codes, { code, status, kind: kindByText(error) });
}

function kindByText({
  code,
  error_subcode: subcode = 0,
  message: text = "",
  is_transient,
}: GraphError): FailureKind | undefined {
  const isOfMessage =
    personSubcodes.includes(subcode) ||
    (code === 10 && closedWindow.test(text)) ||
    ((code === 10 || code === 200) && personGone.test(text)) ||
    (code === 100 && (badRecipient.test(text) || badText.test(text)));
  if (isOfMessage) {
    return "refused";
  }
  return is_transient === true && !codes.has(String(code)) ? "unavailable" : undefined;
}
