import * as z from "zod/mini";
import { providerConditions } from "../core/health-record.ts";
import { limitNames } from "../core/limit-steps.ts";
import { suppressionReasons } from "../core/suppression.ts";
import {
  addressHash,
  addressKind,
  callerName,
  channelName,
  count,
  deliveryStatus,
  failureReason,
  notificationId,
  scope,
  text,
  time,
  userId,
} from "./fields.ts";
import { shownChannelContent } from "./shown-content.ts";
import { codeExplanation } from "./shown-explanation.ts";
import { smsSize } from "./shown-sms.ts";

/**
 * The bodies of responses, save the look-ups' in `tracked.ts`: the document is made from these
 * schemas, the client's types are inferred from them, and the tests hold every response to them.
 * Functions do not parse with them.
 */

const queuedDelivery = z
  .strictObject({ channel: channelName, status: z.literal("queued") })
  .check(z.meta({ description: "A delivery that waits in its channel's queue." }));

const accepted = z
  .strictObject({
    id: notificationId,
    userId,
    status: z.literal("accepted"),
    sms: z.optional(smsSize),
    deliveries: z.array(queuedDelivery).check(
      z.meta({
        examples: [
          [
            { channel: "sms", status: "queued" },
            { channel: "email", status: "queued" },
          ],
        ],
      }),
    ),
  })
  .check(
    z.meta({
      description: "The notification is stored and queued on every one of these channels.",
    }),
  );

const limitUse = z
  .strictObject({
    limit: z.enum(limitNames),
    address: z.optional(addressKind),
    channel: z.optional(channelName),
    max: count(),
    used: count(),
    left: count(),
    resetSeconds: count(),
  })
  .check(z.meta({ description: "One limit that a notification comes under." }));

const dryRun = z
  .strictObject({
    userId,
    channels: z.array(channelName).check(z.meta({ examples: [["sms"]] })),
    content: z.record(z.string(), shownChannelContent).check(
      z.meta({
        description: "What each channel would say: a template's words are rendered.",
        examples: [{ sms: { message: "Your order is ready" } }],
      }),
    ),
    sms: z.optional(smsSize),
    limits: z.array(limitUse).check(
      z.meta({
        description: "The limits that it comes under, each with what is used of its window.",
        examples: [
          [
            {
              limit: "address-hour",
              address: "phoneNumber",
              max: 5,
              used: 1,
              left: 4,
              resetSeconds: 1800,
            },
          ],
        ],
      }),
    ),
    wouldBeAccepted: z
      .boolean()
      .check(
        z.meta({ description: "Whether each of these limits has room for it.", examples: [true] }),
      ),
  })
  .check(
    z.meta({
      description: "What the request would come to. Nothing was stored, and nothing sent.",
    }),
  );

const listedTemplate = z
  .strictObject({
    name: text("order-ready"),
    locales: z.array(z.string()).check(
      z.meta({
        description: "Languages, and `default` for all others.",
        examples: [["default", "pl"]],
      }),
    ),
    content: z.array(z.string()).check(
      z.meta({
        description: "What it has words for: sms, email and so on, or a channel's name.",
        examples: [["email", "sms"]],
      }),
    ),
    schema: z.optional(
      z
        .record(z.string(), z.unknown())
        .check(z.meta({ description: "JSON Schema of its data, draft 2020-12." })),
    ),
    hash: text("5f0c2e6b9d1a4f38"),
  })
  .check(z.meta({ description: "A template." }));

const templateList = z
  .strictObject({ templates: z.array(listedTemplate) })
  .check(z.meta({ description: "The templates that are in force." }));

const retried = z
  .strictObject({ channel: channelName, status: z.literal("queued") })
  .check(z.meta({ description: "The delivery is queued for a new round of attempts." }));

const canceledDelivery = z
  .strictObject({
    channel: channelName,
    status: deliveryStatus,
    failureReason: z.optional(failureReason),
  })
  .check(z.meta({ description: "Where a delivery of a canceled notification is." }));

const canceled = z
  .strictObject({
    id: notificationId,
    deliveries: z.array(canceledDelivery).check(
      z.meta({
        examples: [
          [
            { channel: "sms", status: "sent" },
            { channel: "email", status: "failed", failureReason: "canceled" },
          ],
        ],
      }),
    ),
  })
  .check(
    z.meta({
      description: "Where each delivery is now; those not sent have failed as canceled.",
    }),
  );

const erased = z
  .strictObject({
    notifications: count(12),
    deliveries: count(19),
    other: count(1).check(
      z.meta({ description: "Throttle counters, suppressed addresses and preferences." }),
    ),
  })
  .check(z.meta({ description: "How many records were removed." }));

const suppression = z
  .strictObject({
    hash: addressHash,
    reason: z.enum(suppressionReasons).check(z.meta({ examples: ["bounced"] })),
    provider: text("ses"),
    at: time("2026-11-23T15:20:04.000Z"),
  })
  .check(z.meta({ description: "An address that is not written to any more." }));

const suppressions = z
  .strictObject({ suppressions: z.array(suppression) })
  .check(z.meta({ description: "The user's addresses that are not written to any more." }));

const lifted = z
  .strictObject({ hash: addressHash })
  .check(z.meta({ description: "The address is written to again." }));

/** Categories or channels, each on or off. */
const switches = (name: string, isOn: boolean, description: string) =>
  z.record(z.string(), z.boolean()).check(z.meta({ description, examples: [{ [name]: isOn }] }));

const preferences = z
  .strictObject({
    userId,
    categories: switches("marketing", false, "Categories, on (`true`) or off."),
    channels: switches("sms", true, "Channels, on (`true`) or off."),
  })
  .check(z.meta({ description: "What a user wants. What is not there is on." }));

const providerStatus = z
  .strictObject({
    id: z.string(),
    condition: z.enum(providerConditions).check(
      z.meta({
        description:
          "`down`: passed over until `openUntil`. `to-be-tried`: that time is over, and the next delivery that comes to it finds out. `misconfigured`: since `since` it refuses credentials, sender, permission, region or account, or has no settings.",
        examples: ["ok"],
      }),
    ),
    state: z
      .enum(["closed", "open"])
      .check(z.meta({ description: "`open` while `condition` is `down` or `to-be-tried`." })),
    openUntil: z.optional(time()),
    since: z.optional(time()),
    lastError: z.optional(z.string()),
    explanation: z.optional(codeExplanation),
  })
  .check(
    z.meta({
      description:
        "What is known of a provider. `open`: it is down, and passed over until `openUntil`.",
    }),
  );

const queueCounts = z
  .strictObject({ waiting: count(0), inFlight: count(2), deadLetters: count(0) })
  .check(z.meta({ description: "About how many messages a channel's queues hold." }));

const channelStatus = z
  .strictObject({
    name: channelName,
    enabled: z.boolean().check(z.meta({ examples: [true] })),
    providers: z.array(providerStatus).check(
      z.meta({
        examples: [
          [
            {
              id: "twilio",
              condition: "down",
              state: "open",
              openUntil: "2026-11-23T15:21:00.000Z",
              lastError: "unknown: timeout",
            },
            { id: "sns", condition: "ok", state: "closed" },
          ],
        ],
      }),
    ),
    queue: queueCounts,
  })
  .check(z.meta({ description: "A channel with its providers, in their order." }));

const serviceStatus = z.strictObject({ channels: z.array(channelStatus) }).check(
  z.meta({
    description:
      "Channels, their providers in order, and about how many messages their queues hold.",
  }),
);

const caller = z
  .strictObject({
    caller: callerName,
    scopes: z.array(scope).check(
      z.meta({
        description: "With IAM all of them: what a principal may do is in its policy.",
        examples: [["send"]],
      }),
    ),
  })
  .check(z.meta({ description: "Who is calling, and with which scopes." }));

const fieldFault = z
  .strictObject({ field: z.string(), detail: z.string() })
  .check(z.meta({ description: "What is wrong with one field of a request." }));

const problem = z
  .strictObject({
    type: z
      .string()
      .check(z.meta({ description: "`about:blank`, or the limit that has no room left." })),
    title: z.string(),
    status: z.optional(z.int()),
    detail: z.string(),
    errors: z.optional(z.array(fieldFault).check(z.meta({ description: "Each failing field." }))),
    scope: z.optional(scope.check(z.meta({ description: "The scope that the caller lacks." }))),
    requestId: z.optional(
      text("2f1b7b0e-6c3f-4c0e-9d0a-0d8c1f6f7a55").check(
        z.meta({ description: "The request's id, which the header x-amzn-RequestId has too." }),
      ),
    ),
  })
  .check(z.meta({ description: "What is wrong with the request, as RFC 9457 has it." }));

/** The bodies above by their names in the document. */
export const responses = {
  Accepted: accepted,
  DryRun: dryRun,
  TemplateList: templateList,
  Retried: retried,
  Canceled: canceled,
  Erased: erased,
  Suppressions: suppressions,
  Lifted: lifted,
  Preferences: preferences,
  ServiceStatus: serviceStatus,
  Caller: caller,
  Problem: problem,
} as const satisfies Readonly<Record<string, z.ZodMiniObject>>;

/** What the bodies above are made of, by its names in the document. */
export const responseParts = {
  QueuedDelivery: queuedDelivery,
  LimitUse: limitUse,
  ListedTemplate: listedTemplate,
  CanceledDelivery: canceledDelivery,
  Suppression: suppression,
  ProviderStatus: providerStatus,
  QueueCounts: queueCounts,
  ChannelStatus: channelStatus,
  FieldFault: fieldFault,
} as const satisfies Readonly<Record<string, z.ZodMiniObject>>;
