import type { ErrorTable } from "../classify.ts";

/**
 * Error codes, or code and subcode:
 * https://developers.facebook.com/docs/messenger-platform/error-codes
 *
 * Code 2 can also mean that the user blocked the page; its retries end with the delivery's attempts.
 */
export const kindsByCode: ErrorTable = {
  1: "unavailable",
  2: "unavailable",
  4: "unavailable",
  17: "unavailable",
  613: "unavailable",
  1200: "unavailable",
  10: "refused",
  200: "refused",
  551: "refused",
  "100-2018001": "refused",
  190: "misconfigured",
};
