import { everyAddress } from "./address.ts";
import type { Channel } from "./channel.ts";
import { canSendTo } from "./channel.ts";
import type { Notification } from "./notification.ts";
import type { SmsSegments } from "./ports/system.ts";
import type { SmsSize } from "./sms-size.ts";

/**
 * What a notification comes to as SMS, at most: one of its channels may use another address. An attempt
 * that is repeated is not counted twice.
 *
 * @param deployed every channel, as it is now.
 * @returns `undefined` where no channel of it can send to a phone number.
 */
export async function measureSms(
  sms: SmsSegments,
  { message, addresses, channels }: Pick<Notification, "message" | "addresses" | "channels">,
  deployed: readonly Channel[],
): Promise<SmsSize | undefined> {
  const sending = deployed.filter(
    (channel) => channels.includes(channel.name) && canSendTo(channel, addresses, "phoneNumber"),
  );
  if (sending.length === 0) {
    return undefined;
  }
  const { encoding, segments } = await sms.count(message);
  const numbers = everyAddress(addresses, "phoneNumber").length;
  return { encoding, segments, total: segments * sending.length * numbers };
}
