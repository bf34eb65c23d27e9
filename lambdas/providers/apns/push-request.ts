import { createHash } from "node:crypto";
import type { ProviderMessage } from "../../core/provider.ts";
import { collapseKeyFor } from "../collapse-key.ts";
import { pushSecondsToLive } from "../time-to-live.ts";
import type { ApnsSettings } from "./settings.ts";

/** APNs keeps a push for a device that is not connected for 30 days at most. */
const maxSecondsToLive = 30 * 24 * 3_600;

const collapseId = /^[\x21-\x7e]{1,64}$/;

/** A push's headers: https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns */
export function pushHeaders(
  { topic, pushType }: ApnsSettings,
  message: ProviderMessage,
): Record<string, string> {
  const { collapseKey, priority } = message.push ?? {};
  const seconds = pushSecondsToLive(message, maxSecondsToLive);
  return {
    "content-type": "application/json",
    "apns-topic": topic,
    "apns-push-type": pushType,
    "apns-id": apnsIdOf(message),
    ...(seconds !== undefined && { "apns-expiration": expirationIn(seconds) }),
    ...(collapseKey && { "apns-collapse-id": collapseKeyFor(collapseKey, collapseId) }),
    ...(pushType === "background"
      ? { "apns-priority": "5" }
      : priority && { "apns-priority": priorities[priority] }),
  };
}

const priorities = { high: "10", normal: "5" } as const;

/** Seconds since 1970; 0 for one try. */
function expirationIn(seconds: number): string {
  return seconds === 0 ? "0" : String(Math.floor(Date.now() / 1_000) + seconds);
}

/**
 * A UUID that is the same whenever the same delivery is sent to the same device. To APNs it is a label: it
 * keeps no repeat back. Version 8: https://www.rfc-editor.org/rfc/rfc9562#section-5.8
 */
function apnsIdOf({ userId, notificationId, channel, to }: ProviderMessage): string {
  const ids = JSON.stringify([userId, notificationId, channel, to]);
  const bytes = createHash("sha256").update(ids).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * A push's payload: https://developer.apple.com/documentation/usernotifications/generating-a-remote-notification
 *
 * The app finds the caller's data beside `aps`, with the notification's id; in the background the text too,
 * as there is no alert.
 */
export function pushPayload({ pushType }: ApnsSettings, message: ProviderMessage): object {
  const { text, subject, notificationId, push = {} } = message;
  const { badge, sound, data } = push;
  const title = push.title ?? subject;
  return pushType === "background"
    ? { ...data, message: text, title, notificationId, aps: { "content-available": 1 } }
    : { ...data, notificationId, aps: { alert: { title, body: text }, badge, sound } };
}
