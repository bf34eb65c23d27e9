import * as z from "zod/mini";
import { addressFields, addressLists } from "../core/address.ts";
import { interventionKinds, passedOverReasons, receiptResults } from "../core/delivery.ts";
import { column } from "../core/fields.ts";
import { outcomeKinds } from "../core/outcome.ts";
import { recordKinds } from "../core/ports/user-records.ts";
import { submissionSchema } from "../core/submission.ts";
import {
  addressKind,
  callerName,
  channelName,
  count,
  deliveryStatus,
  failureReason,
  notificationId,
  text,
  time,
  userId,
} from "./fields.ts";
import { exampleOf } from "./metadata.ts";
import { shownContent, shownContentParts } from "./shown-content.ts";
import { codeExplanation } from "./shown-explanation.ts";
import { asShown } from "./shown-fields.ts";
import { shownPush } from "./shown-push.ts";
import { smsSize } from "./shown-sms.ts";

/** Notifications and deliveries as the look-ups show them; see `responses.ts`. */

const explanation = z.optional(codeExplanation);

/** On what suppressed an address: its kind. */
const suppressed = z.optional(addressKind);

/** On what was about one of several addresses: which. */
const address = z.optional(
  count().check(
    z.meta({ description: "Of several addresses, which: its place in the list, from 0." }),
  ),
);

const providerCall = z
  .strictObject({
    at: time(),
    provider: z.string(),
    outcome: z.enum(outcomeKinds),
    code: z.optional(z.string()),
    ms: count(),
    address,
    providerMessageId: z.optional(
      z.string().check(z.meta({ description: "Of several addresses, the message's id at each." })),
    ),
    suppressed,
    explanation,
  })
  .check(z.meta({ description: "One call of a provider; `ms` is how long it took." }));

const passedOver = z
  .strictObject({
    at: time(),
    provider: z.string(),
    reason: z.enum(passedOverReasons),
  })
  .check(z.meta({ description: "A provider whose turn came and that was not called." }));

const intervention = z
  .strictObject({
    at: time(),
    kind: z.enum(interventionKinds),
    caller: z.optional(callerName),
  })
  .check(
    z.meta({
      description: "What a person did; a redrive is the command line's, and has no caller.",
    }),
  );

const receipt = z
  .strictObject({
    at: time(),
    result: z.enum(receiptResults),
    code: z.optional(z.string()),
    address,
    suppressed,
    explanation,
  })
  .check(z.meta({ description: "What the provider said later of a message." }));

/** One that no function took up yet has the first three fields only. */
export const delivery = z
  .strictObject({
    channel: channelName,
    status: deliveryStatus.check(z.meta({ examples: ["sent"] })),
    attempts: count(1).check(
      z.meta({
        description:
          "Times that its providers were tried. Waiting for one that is too busy is none.",
      }),
    ),
    updatedAt: z.optional(time("2026-11-23T15:20:01.640Z")),
    provider: z.optional(text("sns").check(z.meta({ description: "Who accepted it." }))),
    providerMessageId: z.optional(
      text("9b6d8a0e-9f0e-5d8e-a6a1-d1f1b1c1e1f1").check(
        z.meta({ description: "The provider's name for it." }),
      ),
    ),
    sentAt: z.optional(time("2026-11-23T15:20:01.640Z")),
    deliveredAt: z.optional(time()),
    nextAttemptAt: z.optional(time().check(z.meta({ description: "When it is tried again." }))),
    lastError: z.optional(
      text("twilio unavailable: http-503").check(
        z.meta({ description: "The last provider call that was not accepted." }),
      ),
    ),
    failureReason: z.optional(failureReason),
    retryable: z.optional(
      z.literal(true).check(
        z.meta({
          description:
            "A retry can help. Absent where nothing comes of it: the recipient or the content was refused, or it came back, or the user has unsubscribed, or the notification has expired.",
        }),
      ),
    ),
    possibleDuplicate: z.optional(
      z.boolean().check(
        z.meta({
          description:
            "A provider's answer was unknown, so the message may have gone out once more than it shows.",
          examples: [false],
        }),
      ),
    ),
    trail: z.optional(
      z.array(providerCall).check(
        z.meta({
          description: "The latest provider calls, oldest first.",
          examples: [
            [
              {
                at: "2026-11-23T15:20:01.210Z",
                provider: "twilio",
                outcome: "unavailable",
                code: "http-503",
                ms: 180,
              },
              { at: "2026-11-23T15:20:01.400Z", provider: "sns", outcome: "accepted", ms: 240 },
            ],
          ],
        }),
      ),
    ),
    passedOver: z.optional(
      z.array(passedOver).check(
        z.meta({
          description:
            "The latest providers that were not called although their turn had come, oldest first.",
        }),
      ),
    ),
    interventions: z.optional(
      z
        .array(intervention)
        .check(z.meta({ description: "Who retried or canceled it last, oldest first." })),
    ),
    receipts: z.optional(
      z
        .array(receipt)
        .check(z.meta({ description: "What the provider said later, the gravest first." })),
    ),
  })
  .check(
    z.meta({
      description:
        "One notification on one channel: queued → sending → sent → delivered, retrying between attempts, and the ends failed and expired.",
    }),
  );

const moreAddresses = z
  .strictObject(addressLists)
  .check(z.meta({ description: "The addresses of each kind beyond the first." }));

/** What was submitted, and what became of it. */
export const notification = z
  .strictObject({
    id: notificationId.check(z.meta({ description: "A ULID: sorts by the time of registration." })),
    ...asShown(submissionSchema.shape),
    ...column(addressFields, "stored"),
    moreAddresses: z.optional(moreAddresses),
    push: z.optional(shownPush),
    ...shownContent,
    message: text("Your order is ready"),
    userId,
    channels: z.array(channelName),
    registeredAt: time(),
    caller: z.optional(
      callerName.check(z.meta({ description: "Who sent it; absent from older ones." })),
    ),
    traceId: z.optional(
      text("4bf92f3577b34da6a3ce929d0e0e4736").check(
        z.meta({ description: "The caller's trace, where the request had a `traceparent`." }),
      ),
    ),
    sms: z.optional(smsSize),
    deliveries: z.array(delivery),
  })
  .check(
    z.meta({
      description: "A notification with its deliveries, one for each of its channels.",
      examples: [
        {
          id: exampleOf(notificationId),
          userId: exampleOf(userId),
          message: "Your order is ready",
          subject: "Order 1007",
          phoneNumber: "+48600100200",
          channels: ["sms"],
          expectsResponse: false,
          registeredAt: "2026-11-23T15:20:00.850Z",
          caller: exampleOf(callerName),
          traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
          sms: exampleOf(smsSize),
          deliveries: [exampleOf(delivery)],
        },
      ],
    }),
  );

const exportedRecord = z
  .strictObject({
    kind: z.enum(recordKinds),
    recordId: text("notification#01KAS7Q4ZJ8Y5W2N6T3B9C0DXE"),
    keptUntil: z.optional(
      time("2027-02-21T15:20:00.000Z").check(
        z.meta({
          description: "When it is removed by itself; absent where it is kept until it is erased.",
        }),
      ),
    ),
    content: z.record(z.string(), z.unknown()),
    elsewhere: z.optional(
      z
        .array(z.record(z.string(), z.unknown()))
        .check(z.meta({ description: "What is kept elsewhere because of it." })),
    ),
  })
  .check(z.meta({ description: "A record as it is stored, whichever release wrote it." }));

/** Without `nextCursor` it is the last. */
export const userExport = z
  .strictObject({
    records: z.array(exportedRecord).check(
      z.meta({
        examples: [
          [
            {
              kind: "notification",
              recordId: "notification#01KAS7Q4ZJ8Y5W2N6T3B9C0DXE",
              keptUntil: "2027-02-21T15:20:00.000Z",
              content: {
                notificationId: "01KAS7Q4ZJ8Y5W2N6T3B9C0DXE",
                message: "Your order is ready",
                phoneNumber: "+48600100200",
                channels: ["sms"],
                expectsResponse: false,
                registeredAt: "2026-11-23T15:20:00.850Z",
              },
            },
          ],
        ],
      }),
    ),
    nextCursor: z.optional(
      text("bm90aWZpY2F0aW9uIzAxS0FTN1E0Wko4WTVXMk42VDNCOUMwRFhF").check(
        z.meta({ description: "Goes on after this page; absent on the last one." }),
      ),
    ),
  })
  .check(z.meta({ description: "A page of all that is kept of a user." }));

/** Without `nextCursor` it is the last. */
export const notificationPage = z
  .strictObject({
    notifications: z.array(notification),
    nextCursor: z.optional(
      text("MDFLQVM3UTRaSjhZNVcyTjZUM0I5QzBEWEU").check(
        z.meta({ description: "Goes on after this page; absent on the last one." }),
      ),
    ),
    lookedBackTo: z.optional(
      time().check(
        z.meta({
          description:
            "Beside `nextCursor`: what was registered before this moment was not looked at yet.",
        }),
      ),
    ),
  })
  .check(z.meta({ description: "A page of a user's notifications, newest first." }));

/** What the bodies above are made of, by its names in the document. */
export const trackedParts = {
  ProviderCall: providerCall,
  PassedOver: passedOver,
  Intervention: intervention,
  Receipt: receipt,
  ExportedRecord: exportedRecord,
  MoreAddresses: moreAddresses,
  ShownPush: shownPush,
  ...shownContentParts,
} as const satisfies Readonly<Record<string, z.ZodMiniObject>>;
