import * as z from "zod/mini";
import { addressKinds } from "../core/address.ts";
import { scopes } from "../core/caller.ts";
import { channelNamePattern } from "../core/channel.ts";
import { deliveryStatuses, failureReasons } from "../core/delivery.ts";
import { notificationIdPattern, userIdPattern } from "../core/delivery-reference.ts";

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

/** A caller's name in the deployment configuration, or with IAM its ARN. */
export const callerName = z.string().check(z.meta({ examples: ["orders"] }));

/** Stands for an address; `addressHash` in core makes it. */
export const addressHash = z
  .string()
  .check(z.meta({ examples: ["ZKrYrUvCzJBPFtkyhPYFz6e2gX4cX0fWnQNi6UUh8SE"] }));

/** Named in the document, so that a generated client has one type of each. */
export const deliveryStatus = z
  .enum(deliveryStatuses)
  .check(z.meta({ description: "Where a delivery is on its way." }));

export const failureReason = z
  .enum(failureReasons)
  .check(z.meta({ description: "Why a delivery failed." }));

export const addressKind = z
  .enum(addressKinds)
  .check(z.meta({ description: "What kind of address a provider needs." }));

export const scope = z.enum(scopes).check(z.meta({ description: "What a caller may do." }));

/** A moment in a response. */
export const time = (example?: string) => z.iso.datetime().check(...examples(example));

export const count = (example?: number) => z.int().check(z.gte(0), ...examples(example));

export const text = (example?: string) => z.string().check(...examples(example));

function examples(example: unknown) {
  return example === undefined ? [] : [z.meta({ examples: [example] })];
}
