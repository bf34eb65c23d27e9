import type { Submission } from "./submission.ts";

/**
 * The field whose default the first release had in a request's fingerprint. No other default may come
 * in: a call that is repeated across a deployment, with its key, would be taken for another request.
 */
const defaultThatCounts: keyof Submission = "expectsResponse";

/**
 * The text that a request's fingerprint is of: what the caller sent, as it was understood, in the order
 * of the fields' table. What a release adds of its own to a request is not in it.
 */
export function fingerprintText(submission: Submission, body: unknown): string {
  const counted = Object.entries(submission).filter(
    ([field]) => field === defaultThatCounts || isSent(body, field),
  );
  return JSON.stringify(Object.fromEntries(counted));
}

/** A field that is `null` was left out. */
function isSent(body: unknown, field: string): boolean {
  const fields = Object(body) as Readonly<Record<string, unknown>>;
  return Object.hasOwn(fields, field) && fields[field] !== null;
}
