import * as z from "zod/mini";
import type { Outcome } from "../../core/outcome.ts";
import { failureOutcome } from "../classify.ts";
import type { FailureKind } from "../code-table.ts";
import { codes } from "./codes.ts";

/** An error of the Cloud API. */
export const errorSchema = z.looseObject({
  code: z.number(),
  message: z.optional(z.string()),
  error_data: z.optional(z.looseObject({ details: z.optional(z.string()) })),
});

type CloudApiError = z.infer<typeof errorSchema>;

/** These stand for any parameter that is not taken. */
const ofAnyParameter = [100, 131009];

/** Meta's words for a parameter that is wrong, where it is the recipient or the text. */
const ofMessage = /\bParam (?:to|recipient|text)\b/i;

/**
 * The outcome of an error: by its code, where that does not stand for any parameter; else by its text.
 *
 * @see https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
 */
export function errorOutcome(error: CloudApiError, status: number): Outcome {
  const { code } = error;
  return failureOutcome(codes, { code, status, kind: kindByText(error) });
}

function kindByText({ code, message = "", error_data }: CloudApiError): FailureKind | undefined {
  const text = `${message} ${error_data?.details ?? ""}`;
  return ofAnyParameter.includes(code) && ofMessage.test(text) ? "refused" : undefined;
}
