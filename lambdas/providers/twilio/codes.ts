import type { ErrorTable } from "../classify.ts";

/** The user said STOP: https://www.twilio.com/docs/api/errors/21610 */
export const stopped = "21610";

/**
 * https://www.twilio.com/docs/api/errors; Twilio warns that codes change. 21610 is a user who said
 * STOP: no SMS provider may try.
 */
export const kindsByCode: ErrorTable = {
  20003: "misconfigured",
  20404: "misconfigured",
  20429: "unavailable",
  21211: "refused",
  21212: "misconfigured",
  21214: "refused",
  21217: "refused",
  21408: "refused",
  21606: "misconfigured",
  21610: "refused",
  21614: "refused",
  21617: "refused",
  30001: "unavailable",
  30002: "misconfigured",
  30003: "refused",
  30004: "refused",
  30005: "refused",
  30006: "refused",
  30007: "refused",
  30008: "unknown",
};
