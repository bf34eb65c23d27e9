import type { Outcome } from "../core/outcome.ts";
import type { HttpCallResponse } from "./http-call.ts";

/**
 * A `throttled` outcome with what the response asks for: by `Retry-After` in seconds or as a date, or by
 * AWS's `x-amz-retry-after` in milliseconds. Any other outcome stays as it is.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export function withRetryAfter(outcome: Outcome, { headers }: Pick<HttpCallResponse, "headers">) {
  if (outcome.kind !== "throttled") {
    return outcome;
  }
  const retryAfterSeconds =
    secondsOf(headers["retry-after"] ?? "") ?? secondsOfMs(headers["x-amz-retry-after"] ?? "");
  return { ...outcome, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
}

function secondsOf(text: string): number | undefined {
  if (/^\d{1,9}$/.test(text)) {
    return Number(text);
  }
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1000));
}

function secondsOfMs(text: string): number | undefined {
  return /^\d{1,12}$/.test(text) ? Math.ceil(Number(text) / 1000) : undefined;
}
