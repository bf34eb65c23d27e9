import type { SQSRecord } from "aws-lambda";
import * as z from "zod/mini";
import { channelNamePattern } from "../core/channel.ts";
import type { DeliveryReference } from "../core/delivery-reference.ts";
import { userIdPattern } from "../core/delivery-reference.ts";
import { json } from "../core/json-text.ts";

const deliveryReference = json(
  z.strictObject({
    userId: z.string().check(z.regex(userIdPattern)),
    notificationId: z.string().check(z.regex(/^[0-9A-HJKMNP-TV-Z]{26}$/)),
    channel: z.string().check(z.regex(channelNamePattern)),
  }),
);

/**
 * The delivery that a queue message names; `undefined` for a message that names none, or one of
 * another channel.
 */
export function readDeliveryMessage(
  { body }: Pick<SQSRecord, "body">,
  channel: string,
): DeliveryReference | undefined {
  const result = deliveryReference.safeParse(body);
  return result.success && result.data.channel === channel ? result.data : undefined;
}
