import { everyAddress } from "./address.ts";
import type { Channel } from "./channel.ts";
import { canSendTo } from "./channel.ts";
import { wordsOf } from "./channel-content.ts";
import type { Notification } from "./notification.ts";
import type { SmsSegments } from "./ports/system.ts";
import type { SmsSize } from "./sms-size.ts";

/**
 * What a notification comes to as SMS, at most: one of its channels may use another address. An attempt
 * that is repeated is not counted twice. Of channels with words of their own, the longest is shown.
 *
 * @param deployed every channel, as it is now.
 * @returns `undefined` where no channel of it can send to a phone number.
 */
export async function measureSms(
  sms: SmsSegments,
  notification: Pick<Notification, "message" | "content" | "addresses" | "channels">,
  deployed: readonly Channel[],
): Promise<SmsSize | undefined> {
  const { addresses, channels } = notification;
  const sending = deployed.filter(
    (channel) => channels.includes(channel.name) && canSendTo(channel, addresses, "phoneNumber"),
  );
  const sizes = await Promise.all(
    sending.map(({ name }) => sms.count(wordsOf(notification, name, "phoneNumber").message)),
  );
  const [longest] = sizes.toSorted((one, other) => other.segments - one.segments);
  if (longest === undefined) {
    return undefined;
  }
  const numbers = everyAddress(addresses, "phoneNumber").length;
  const segments = sizes.reduce((sum, each) => sum + each.segments, 0);
  return { ...longest, total: segments * numbers };
}
