import type { Outcome } from "../../core/outcome.ts";
import { failureOutcome } from "../classify.ts";
import type { FailureKind } from "../code-table.ts";
import { codes } from "./codes.ts";

/** One entry of an error response. */
export interface SendgridError {
  readonly field?: string | null | undefined;
  readonly message?: string | null | undefined;
}

/** How the request is built, whatever field it is said of. */
const ofRequest =
  /only be included once|should be unique|is limited to|limit of \d+ total|text\/plain needs to be first/i;

/** No recipient is left. */
const ofRecipients =
  /must have at least one personalization|^The to (?:array|parameter) is required/i;

const tooFast = /too many requests|rate limit exceeded/i;

/**
 * The outcome of a 400: each of its errors is read, as a bad recipient may stand behind a bad sender,
 * and is bad whatever the sender is.
 *
 * https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors
 */
export function badRequestOutcome(errors: readonly SendgridError[]): Outcome {
  const outcomes = errors.map(outcomeOf);
  const decisive = (["refused", "throttled"] as const).flatMap(
    (kind) => outcomes.find((outcome) => outcome.kind === kind) ?? [],
  );
  return decisive[0] ?? outcomes[0] ?? failureOutcome(codes, { code: undefined, status: 400 });
}

function outcomeOf({ field, message }: SendgridError): Outcome {
  const code = field?.replace(/\[\d+\]|\.\d+(?=\.|$)/g, "");
  return failureOutcome(codes, { code, status: 400, kind: kindByText(code, message ?? "") });
}

function kindByText(field: string | undefined, text: string): FailureKind | undefined {
  if (ofRequest.test(text)) {
    return "misconfigured";
  }
  if (field === "personalizations" && ofRecipients.test(text)) {
    return "refused";
  }
  return field === undefined && tooFast.test(text) ? "throttled" : undefined;
}
