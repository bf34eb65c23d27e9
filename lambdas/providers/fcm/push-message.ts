import type { ProviderMessage } from "../../core/provider.ts";
import { collapseKeyFor } from "../collapse-key.ts";
import { pushSecondsToLive } from "../time-to-live.ts";

/** FCM keeps a message for a device that is not connected for four weeks at most. */
const maxSecondsToLive = 28 * 24 * 3_600;

/** https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns */
const apnsCollapseId = /^[\x21-\x7e]{1,64}$/;

/** https://www.rfc-editor.org/rfc/rfc8030#section-5.4 */
const webTopic = /^[\w-]{1,32}$/;

/**
 * A message as FCM takes it: https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages
 *
 * `notification` is what the device shows; the app finds the same in `data`, with the notification's id.
 * Fields without a value are left out when it is written as JSON.
 */
export function pushMessageOf(message: ProviderMessage) {
  const { to, text, subject, notificationId, push = {} } = message;
  const title = push.title ?? subject;
  const seconds = pushSecondsToLive(message, maxSecondsToLive);
  return {
    token: to,
    notification: { title, body: text },
    data: { ...push.data, message: text, ...(title !== undefined && { title }), notificationId },
    android: androidOf(push, seconds),
    apns: apnsOf(push, seconds),
    webpush: webOf(push, seconds),
  };
}

type Push = NonNullable<ProviderMessage["push"]>;

function androidOf({ badge, sound, collapseKey, priority }: Push, seconds: number | undefined) {
  return {
    ttl: seconds === undefined ? undefined : `${seconds}s`,
    priority: priority?.toUpperCase(),
    collapse_key: collapseKey,
    // The tag has a later message take the shown one's place, as the collapse id does on iOS.
    notification: { sound, notification_count: badge, tag: collapseKey },
  };
}

function apnsOf({ badge, sound, collapseKey, priority }: Push, seconds: number | undefined) {
  return {
    headers: {
      "apns-expiration": seconds === undefined ? undefined : apnsExpiration(seconds),
      "apns-priority": priority && apnsPriorities[priority],
      "apns-collapse-id": collapseKey && collapseKeyFor(collapseKey, apnsCollapseId),
    },
    payload: badge === undefined && sound === undefined ? undefined : { aps: { badge, sound } },
  };
}

const apnsPriorities = { high: "10", normal: "5" } as const;

/** The end of its life, in seconds since 1970; 0 for now or never. */
function apnsExpiration(seconds: number): string {
  return seconds === 0 ? "0" : String(Math.floor(Date.now() / 1_000) + seconds);
}

function webOf({ collapseKey, priority }: Push, seconds: number | undefined) {
  return {
    headers: {
      TTL: seconds === undefined ? undefined : String(seconds),
      Urgency: priority,
      Topic: collapseKey && collapseKeyFor(collapseKey, webTopic),
    },
  };
}
