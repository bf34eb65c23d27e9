import type { DryRun } from "../client/herald-client.ts";

/** How much of a limit is used, in words: `address-hour (phoneNumber): 1 of 5 used`. */
export function limitText({
  limit,
  address,
  channel,
  used,
  max,
}: DryRun["limits"][number]): string {
  const of = address ?? channel;
  return `${limit}${of === undefined ? "" : ` (${of})`}: ${used} of ${max} used`;
}
