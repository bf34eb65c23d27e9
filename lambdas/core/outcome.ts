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
