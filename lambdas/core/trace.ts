import type { Notification } from "./notification.ts";

/** What belongs to a caller's trace, if the caller has one. */
export interface Traced {
  /** 32 hex digits. */
  readonly traceId?: string;
}

/** Version, trace, parent, flags; a later version may have more. */
const traceparentPattern =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?=$|-)/;

/**
 * The trace that the header `traceparent` names; none where it is absent or malformed, which is no fault
 * of the request.
 *
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function readTraceparent(header: string | undefined): Traced {
  const [, traceId] = traceparentPattern.exec(header ?? "") ?? [];
  return traceId === undefined ? {} : { traceId };
}

/** The trace that a notification belongs to. */
export function traceOf(notification: Pick<Notification, "traceId"> | undefined): Traced {
  const { traceId } = notification ?? {};
  return traceId === undefined ? {} : { traceId };
}
