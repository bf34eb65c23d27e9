import type { Channel } from "./channel.ts";
import type { ChannelContent, Content } from "./channel-content.ts";
import { wordsOf } from "./channel-content.ts";
import type { Notification } from "./notification.ts";

/** What each of a notification's channels would say, at the first kind of address that the channel can use. */
export function previewContent(notification: Notification, deployed: readonly Channel[]): Content {
  const chosen = deployed.filter(({ name }) => notification.channels.includes(name));
  return Object.fromEntries(
    chosen.map((channel) => [channel.name, contentOn(channel, notification)]),
  );
}

function contentOn({ name, addresses }: Channel, notification: Notification): ChannelContent {
  const kind =
    addresses.find((each) => each !== null && notification.addresses[each] !== undefined) ?? null;
  const { message, subject, html, push } = wordsOf(notification, name, kind);
  return {
    message,
    ...(subject !== undefined && { subject }),
    ...(kind === "email" && html !== undefined && { html }),
    ...(kind === "pushToken" && push?.title !== undefined && { title: push.title }),
  };
}
