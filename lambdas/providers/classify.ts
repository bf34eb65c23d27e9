import type { Outcome } from "../core/outcome.ts";
import { codePattern } from "../core/outcome.ts";
import type { CodeTable, FailureKind } from "./code-table.ts";

/**
 * What an HTTP status comes to where the provider's own code says nothing:
 *
 * - 429: `throttled`;
 * - 408 and 5xx: `unavailable`, but 502 and 504 `unknown`, as a gateway gave up waiting;
 * - 2xx: `unknown`, as the provider may have taken what it did not confirm;
 * - anything else: `misconfigured`, which costs a call to the next provider and loses nothing.
 */
export function kindOfStatus(status: number): FailureKind {
  if (status === 429) {
    return "throttled";
  }
  if (status === 502 || status === 504 || (status >= 200 && status < 300)) {
    return "unknown";
  }
  return status === 408 || status >= 500 ? "unavailable" : "misconfigured";
}

/** How a provider said that it did not take a message. */
export interface Failure {
  /** The provider's own code, where its response has one. */
  readonly code: string | number | undefined;
  /** The response's HTTP status. */
  readonly status: number;
  /** What the provider's text, or several codes together, say beyond the table. */
  readonly kind?: FailureKind | undefined;
}

/**
 * The outcome of a call that the provider refused in one way or another: by its text, else by its
 * code, else by the HTTP class. A code that does not look like one is left out of the outcome, as it
 * may be text that quotes an address.
 */
export function failureOutcome(codes: CodeTable, { code, status, kind }: Failure): Outcome {
  const name = code === undefined ? "" : String(code);
  const listed = codes.get(name);
  return {
    kind: kind ?? listed?.kind ?? kindOfStatus(status),
    code: codePattern.test(name) ? name : `http-${status}`,
    ...(listed?.suppress && kind === undefined && { suppress: true }),
  } as Outcome;
}

/** The outcome of a response that says nothing but its HTTP status; code e.g. `http-503`. */
export function statusOutcome(status: number): Outcome {
  return { kind: kindOfStatus(status), code: `http-${status}` };
}

/** The outcome of a 2xx response without what it should hold: the message may have been taken. */
export function unreadableResponse(
  code: "non-json-answer" | "non-xml-answer" | "no-message-id",
): Outcome {
  return { kind: "unknown", code };
}
