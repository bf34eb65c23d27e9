import * as z from "zod/mini";
import { channelNamePattern } from "../core/channel.ts";
import { notificationIdPattern, userIdPattern } from "../core/delivery-reference.ts";
import { smsEncodings } from "../core/sms-size.ts";

/** What requests name and responses hold, each with an example. */

export const userId = z
  .string()
  .check(z.regex(userIdPattern, "is not a user id"), z.meta({ examples: ["u-42"] }));

export const notificationId = z
  .string()
  .check(
    z.regex(notificationIdPattern, "is not a notification id"),
    z.meta({ examples: ["01KAS7Q4ZJ8Y5W2N6T3B9C0DXE"] }),
  );

export const channelName = z
  .string()
  .check(z.regex(channelNamePattern, "is not a channel's name"), z.meta({ examples: ["sms"] }));

/** What a message is as SMS. */
export const smsSize = z
  .strictObject({
    encoding: z.enum(smsEncodings),
    segments: z.int().check(z.gte(1), z.meta({ description: "Of one message." })),
    total: z
      .int()
      .check(
        z.gte(1),
        z.meta({ description: "On all of its channels that can send to a phone number." }),
      ),
  })
  .check(
    z.meta({
      description:
        "What it comes to as SMS, at most; absent where no channel of it can send to a phone number.",
      examples: [{ encoding: "GSM-7", segments: 1, total: 1 }],
    }),
  );

/** A caller's name in the deployment configuration, or with IAM its ARN. */
export const callerName = z.string().check(z.meta({ examples: ["orders"] }));

/** Stands for an address; `addressHash` in core makes it. */
export const addressHash = z
  .string()
  .check(z.meta({ examples: ["ZKrYrUvCzJBPFtkyhPYFz6e2gX4cX0fWnQNi6UUh8SE"] }));

/** A moment in a response. */
export const time = (example?: string) => z.iso.datetime().check(...examples(example));

export const count = (example?: number) => z.int().check(z.gte(0), ...examples(example));

export const text = (example?: string) => z.string().check(...examples(example));

function examples(example: unknown) {
  return example === undefined ? [] : [z.meta({ examples: [example] })];
}
