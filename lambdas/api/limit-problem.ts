import type { AppliedLimit, LimitName } from "../core/limit-steps.ts";

/** A limit of the setting `limits`. */
export type CountedLimit = Exclude<LimitName, "responses-per-hour">;

/** What a caller is told of a limit that has no room left, without the address. */
export const overLimitDetails: Readonly<Record<CountedLimit, (over: AppliedLimit) => string>> = {
  "address-hour": ({ address, max }) =>
    `The ${address} may get ${max} messages in a clock hour; there would be more.`,
  "address-day": ({ address, max }) =>
    `The ${address} may get ${max} messages in a day (UTC); there would be more.`,
  "channel-day": ({ channel, max }) =>
    `The channel ${channel} takes ${max} notifications in a day (UTC); there would be more.`,
};

/** The `type` of the problem that a limit has no room left. */
export function overLimitType(limit: CountedLimit): string {
  return `urn:herald:limit:${limit}`;
}
