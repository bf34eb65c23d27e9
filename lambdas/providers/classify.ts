import type { Outcome, OutcomeKind } from "../core/outcome.ts";

/** What a failed call can come to. */
export type FailureKind = Exclude<OutcomeKind, "accepted">;

/** A provider's error codes and what each comes to. Codes not listed go by the HTTP class. */
export type ErrorTable = Readonly<Record<string, FailureKind>>;

/**
 * What an HTTP status comes to where the provider's own code says nothing:
 *
 * - 408, 429 and 5xx: `unavailable`, but 502 and 504 `unknown`, as a gateway gave up waiting;
 * - 2xx: `unknown`, as the provider may have taken what it did not confirm;
 * - anything else: `misconfigured`.
 */
export function kindOfStatus(status: number): FailureKind {
  if (status === 502 || status === 504 || (status >= 200 && status < 300)) {
    return "unknown";
  }
  return status === 408 || status === 429 || status >= 500 ? "unavailable" : "misconfigured";
}

/**
 * The outcome of a call that the provider answered with an error.
 *
 * @param code the provider's own code, where its answer has one. One that does not look like a code
 *   is left out, as it may be text that quotes an address.
 * @param status the answer's HTTP status.
 */
export function failureOutcome(
  table: ErrorTable,
  code: string | number | undefined,
  status: number,
): Outcome {
  const name = code === undefined ? "" : String(code);
  if (!codePattern.test(name)) {
    return statusOutcome(status);
  }
  const listed = Object.hasOwn(table, name) ? table[name] : undefined;
  return { kind: listed ?? kindOfStatus(status), code: name };
}

/** The outcome of an answer that says nothing but its HTTP status; code e.g. `http-503`. */
export function statusOutcome(status: number): Outcome {
  return { kind: kindOfStatus(status), code: `http-${status}` };
}

/** The outcome of a 2xx answer without what it should hold: the message may have been taken. */
export function unreadableResponse(
  code: "non-json-answer" | "non-xml-answer" | "no-message-id",
): Outcome {
  return { kind: "unknown", code };
}

/** A short number or a word; too narrow for a phone number, an e-mail address or a sentence. */
const codePattern = /^(?:\d{1,7}(?:-\d{1,7})?|[A-Za-z][A-Za-z0-9._]{0,63})$/;
