/**
 * What one provider call came to.
 *
 * - `accepted`: the provider took the message and named it.
 * - `throttled`: the provider works and took nothing, as it wants less for now: a rate or a quota.
 * - `unavailable`: the provider says that it did not take it, or the connection never opened.
 * - `refused`: this recipient or content will never work, at any provider; said in words that can mean
 *   nothing else.
 * - `misconfigured`: credentials, sender, permission, country, region or account are wrong.
 * - `unknown`: the request was written and no response came; the message may have gone out.
 *
 * `code` is the provider's own error code or a word for the transport's failure (`timeout`,
 * `connection-reset`, `http-503`). It never holds the provider's error text, which may quote an
 * address or the message.
 */
export type Outcome =
  | { readonly kind: "accepted"; readonly providerMessageId: string }
  | {
      readonly kind: "throttled";
      readonly code: string;
      /** How long the provider asks to be left alone, in seconds, where it says so. */
      readonly retryAfterSeconds?: number;
    }
  | { readonly kind: "unavailable"; readonly code: string }
  | {
      readonly kind: "refused";
      readonly code: string;
      /** Whether the address itself is never to be written to again, by any provider. */
      readonly suppress?: true;
    }
  | { readonly kind: "misconfigured"; readonly code: string }
  | { readonly kind: "unknown"; readonly code: string };

/** A short number, a second one after it: `21610`, `10-2018278`. */
const number = /-?\d{1,7}(?:-\d{1,7})?/;

/** A mail system's status: `5.1.1` (https://www.rfc-editor.org/rfc/rfc3463). */
const mailStatus = /\d\.\d{1,3}\.\d{1,3}/;

/** `S3Error`, `http-503`: a word has digits within it once at most, as a device's token has not. */
const word = /[A-Za-z]+(?:\d{1,2}[A-Za-z]+)?\d{0,7}/;

/** Words with separators, seven digits among them at most. */
const words = new RegExp(
  `(?!(?:\\D*\\d){8})(?=.{1,64}$)${word.source}(?:[._-]+(?:${word.source}|\\d{1,7}))*`,
);

/**
 * What a code may look like: a short number, with a second one, or words; too narrow for a phone
 * number, an e-mail address, a device's token or a sentence.
 */
export const codePattern = new RegExp(
  `^(?:${[number, mailStatus, words].map(({ source }) => source).join("|")})$`,
);

/**
 * What may be said of something thrown: its name where that is a code, as an SDK may name an error by
 * what a service's response says; never its text.
 */
export function thrownCode(thrown: unknown): string {
  return thrown instanceof Error && codePattern.test(thrown.name) ? thrown.name : "thrown";
}

/** The name of an outcome, e.g. `"accepted"`. */
export type OutcomeKind = Outcome["kind"];

/** Every outcome's name. */
export const outcomeKinds = [
  "accepted",
  "throttled",
  "unavailable",
  "refused",
  "misconfigured",
  "unknown",
] as const satisfies readonly OutcomeKind[];
