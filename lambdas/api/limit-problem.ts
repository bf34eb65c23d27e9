import type { AppliedLimit, LimitName } from "../core/limit-steps.ts";
import type { Problem } from "./problems.ts";
import { problem } from "./problems.ts";

/** A limit of the setting `limits`. */
export type CountedLimit = Exclude<LimitName, "responses-per-hour">;

/** What a caller is told of a limit that has no room left, without the address. */
const details: Readonly<Record<CountedLimit, (over: AppliedLimit) => string>> = {
  "address-hour": ({ address, max }) =>
    `The ${address} may get ${max} messages in a clock hour; there would be more.`,
  "address-day": ({ address, max }) =>
    `The ${address} may get ${max} messages in a day (UTC); there would be more.`,
  "channel-day": ({ channel, max }) =>
    `The channel ${channel} takes ${max} notifications in a day (UTC); there would be more.`,
};

/** The problem that a limit has no room left: its `type` names the limit. Only intake tells of it. */
export function overLimit(limit: CountedLimit, over: AppliedLimit): Problem {
  return problem(429, details[limit](over), {
    type: `urn:herald:limit:${limit}`,
    retryAfterSeconds: over.resetSeconds,
  });
}
