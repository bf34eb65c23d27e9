import * as z from "zod/mini";
import { channelNamePattern } from "../core/channel.ts";
import { deliveryStatuses, failureReasons, receiptResults } from "../core/delivery.ts";
import { notificationIdPattern, userIdPattern } from "../core/delivery-reference.ts";
import { outcomeKinds } from "../core/outcome.ts";
import { suppressionReasons } from "../core/suppression.ts";

/**
 * What the API answers: the document is made from these schemas, the client's types are inferred
 * from them, and the tests hold every answer to them. Functions do not parse with them.
 */

const time = () => z.iso.datetime();
const count = () => z.int().check(z.gte(0));
const channel = () => z.string().check(z.regex(channelNamePattern));
const id = () => z.string().check(z.regex(notificationIdPattern));
const userId = () => z.string().check(z.regex(userIdPattern));

/** One line of a delivery's trail; `ms` is how long the call took. */
const providerCall = z.strictObject({
  at: time(),
  provider: z.string(),
  outcome: z.enum(outcomeKinds),
  code: z.optional(z.string()),
  ms: count(),
});

/** What the provider said later. */
const receipt = z.strictObject({
  at: time(),
  result: z.enum(receiptResults),
  code: z.optional(z.string()),
});

/** A delivery as the look-ups show it. One that no function took up yet has the first three only. */
export const delivery = z.strictObject({
  channel: channel(),
  status: z.enum(deliveryStatuses),
  attempts: count(),
  updatedAt: z.optional(time()),
  provider: z.optional(z.string()),
  providerMessageId: z.optional(z.string()),
  sentAt: z.optional(time()),
  deliveredAt: z.optional(time()),
  nextAttemptAt: z.optional(time()),
  lastError: z.optional(z.string()),
  failureReason: z.optional(z.enum(failureReasons)),
  possibleDuplicate: z.optional(z.boolean()),
  /** The latest provider calls, oldest first. */
  trail: z.optional(z.array(providerCall)),
  receipts: z.optional(z.array(receipt)),
});

/** A notification with its deliveries, one for each of its channels. */
export const notification = z.strictObject({
  id: id(),
  userId: userId(),
  message: z.string(),
  subject: z.optional(z.string()),
  email: z.optional(z.string()),
  phoneNumber: z.optional(z.string()),
  pushToken: z.optional(z.string()),
  messengerId: z.optional(z.string()),
  channels: z.array(channel()),
  expectsResponse: z.boolean(),
  registeredAt: time(),
  expiresAt: z.optional(time()),
  deliveries: z.array(delivery),
});

/** A page of a user's notifications, newest first; without `nextCursor` it is the last. */
export const notificationPage = z.strictObject({
  notifications: z.array(notification),
  nextCursor: z.optional(z.string()),
});

/** What is answered to a notification that was stored and queued. */
export const accepted = z.strictObject({
  id: id(),
  userId: userId(),
  status: z.literal("accepted"),
  deliveries: z.array(z.strictObject({ channel: channel(), status: z.literal("queued") })),
});

/** A delivery that was queued once more. */
export const retried = z.strictObject({ channel: channel(), status: z.literal("queued") });

/** Where the deliveries of a notification are after it was canceled. */
export const canceled = z.strictObject({
  id: id(),
  deliveries: z.array(
    z.strictObject({
      channel: channel(),
      status: z.enum(deliveryStatuses),
      failureReason: z.optional(z.enum(failureReasons)),
    }),
  ),
});

/** How many records of a user were removed; `other` are throttle counters and the like. */
export const erased = z.strictObject({
  notifications: count(),
  deliveries: count(),
  other: count(),
});

/** The addresses of a user that are not written to any more, each by its hash. */
export const suppressions = z.strictObject({
  suppressions: z.array(
    z.strictObject({
      hash: z.string(),
      reason: z.enum(suppressionReasons),
      provider: z.string(),
      at: time(),
    }),
  ),
});

/** The hash of an address that is written to again. */
export const lifted = z.strictObject({ hash: z.string() });

/** What is known of a provider. `open`: down, and passed over until `openUntil`. */
const providerStatus = z.strictObject({
  id: z.string(),
  state: z.enum(["closed", "open"]),
  openUntil: z.optional(time()),
  lastError: z.optional(z.string()),
});

/** The channels with their providers in order, and about how many messages their queues hold. */
export const serviceStatus = z.strictObject({
  channels: z.array(
    z.strictObject({
      name: channel(),
      enabled: z.boolean(),
      providers: z.array(providerStatus),
      queue: z.strictObject({ waiting: count(), inFlight: count(), deadLetters: count() }),
    }),
  ),
});

/** An error (RFC 9457). `errors` names each failing field. */
export const problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.optional(z.int()),
  detail: z.string(),
  errors: z.optional(z.array(z.strictObject({ field: z.string(), detail: z.string() }))),
});
