import type { TrackedDelivery, TrackedNotification } from "../../client/herald-client.ts";

/** Describes a delivery: `sent by twilio`, `failed, 4 attempts`. */
export function describeDelivery({ status, provider, attempts }: TrackedDelivery): string {
  if (provider !== undefined) {
    return `${status} by ${provider}`;
  }
  return `${status}, ${attempts} ${attempts === 1 ? "attempt" : "attempts"}`;
}

/** How long a delivery took from its notification's registration, if it was sent. */
export function timeToSend(
  { registeredAt }: TrackedNotification,
  { sentAt }: TrackedDelivery,
): { tookMs?: number } {
  if (sentAt === undefined) {
    return {};
  }
  return { tookMs: Date.parse(sentAt) - Date.parse(registeredAt) };
}

/** Says how often a message was received: `once`, `2 times`. */
export function timesReceived({ length }: readonly unknown[]): string {
  return length === 1 ? "once" : `${length} times`;
}
