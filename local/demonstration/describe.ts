import type { TrackedDelivery, TrackedNotification } from "../../client/herald-client.ts";

/** A delivery in words: `sent by twilio`, `failed, 4 attempts`. */
export function describeDelivery({ status, provider, attempts }: TrackedDelivery): string {
  if (provider !== undefined) {
    return `${status} by ${provider}`;
  }
  return `${status}, ${attempts} ${attempts === 1 ? "attempt" : "attempts"}`;
}

/** Milliseconds from a notification's registration to a delivery's sending, if it was sent. */
export function timeToSend(
  { registeredAt }: TrackedNotification,
  { sentAt }: TrackedDelivery,
): { tookMs?: number } {
  if (sentAt === undefined) {
    return {};
  }
  return { tookMs: Date.parse(sentAt) - Date.parse(registeredAt) };
}

/** How often a message was received, in words. */
export function timesReceived({ length }: readonly unknown[]): string {
  return length === 1 ? "once" : `${length} times`;
}
