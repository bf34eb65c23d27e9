import type { TrackedNotification } from "../client/herald-client.ts";

/** What a message is as SMS, in words: `2 segments, UCS-2; 4 on all channels`. */
export function smsText({
  encoding,
  segments,
  total,
}: NonNullable<TrackedNotification["sms"]>): string {
  const ofOne = `${segments} ${segments === 1 ? "segment" : "segments"}, ${encoding}`;
  return total === segments ? ofOne : `${ofOne}; ${total} on all channels`;
}
