import * as z from "zod/mini";
import { json } from "../../core/json-text.ts";
import type { Receipt } from "../../core/receipt.ts";
import type { EventReading } from "../callback.ts";
import { codeOf } from "../callback.ts";
import { referenceIn } from "../delivery-tags.ts";
import { publishedText } from "../topic-message.ts";

const time = z.pipe(
  z.iso.datetime({ offset: true }),
  z.transform((text) => new Date(text)),
);

/** `Bounce`, `Rendering Failure`. Other services have types of another form: `TEXT_DELIVERED`. */
const typeName = z.string().check(z.regex(/^[A-Za-z ]+$/));

const eventSchema = z.looseObject({
  /** Of an event that a configuration set publishes. */
  eventType: z.optional(typeName),
  /** Of a notification that an identity sends. */
  notificationType: z.optional(typeName),
  mail: z.optional(
    z.looseObject({
      messageId: z.string().check(z.minLength(1)),
      timestamp: time,
      tags: z.optional(z.record(z.string(), z.array(z.string()))),
    }),
  ),
  delivery: z.optional(z.looseObject({ timestamp: time })),
  bounce: z.optional(
    z.looseObject({
      bounceType: z.string(),
      bounceSubType: z.optional(z.string()),
      bouncedRecipients: z._default(z.array(z.looseObject({})), []),
      timestamp: time,
    }),
  ),
  complaint: z.optional(
    z.looseObject({
      complaintSubType: z.nullish(z.string()),
      complaintFeedbackType: z.nullish(z.string()),
      timestamp: time,
    }),
  ),
});

type SesEvent = z.infer<typeof eventSchema>;

const bodySchema = json(eventSchema);

/** SES says so once, in words, when it is told of a topic. */
const validation = /^Successfully validated SNS topic/;

/**
 * What a message of SES's topic says: a receipt; `nothing` that moves a delivery; or that it cannot
 * be told which delivery it is about, as an identity's notifications carry no tags. `undefined` for
 * a body that is not SES's.
 *
 * Events: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 * Notifications: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
 */
export function readEvent(body: string): EventReading {
  const text = publishedText(body);
  if (validation.test(text)) {
    return "nothing";
  }
  const parsed = bodySchema.safeParse(text);
  const type = parsed.data?.eventType ?? parsed.data?.notificationType;
  if (!parsed.success || type === undefined) {
    return undefined;
  }
  const meaning = meaningOf(type, parsed.data);
  const { mail } = parsed.data;
  if (meaning === undefined || mail === undefined) {
    return "nothing";
  }
  const reference = referenceIn(firstOfEach(mail.tags));
  if (reference === undefined) {
    return "no-tags";
  }
  return { ...reference, provider: "ses", providerMessageId: mail.messageId, ...meaning };
}

/** SES gives each tag a list of values. */
function firstOfEach(tags: Readonly<Record<string, readonly string[]>> = {}) {
  return Object.fromEntries(Object.entries(tags).map(([name, [value]]) => [name, value]));
}

type Meaning = Pick<Receipt, "result" | "at" | "code" | "suppress">;

function meaningOf(type: string, event: SesEvent): Meaning | undefined {
  const { mail, delivery, bounce, complaint } = event;
  switch (type) {
    case "Delivery":
      return delivery && { result: "delivered", at: delivery.timestamp };
    case "Bounce":
      return bounce && bounced(bounce);
    case "Complaint":
      return complaint && complained(complaint);
    case "Reject":
    case "Rendering Failure":
      return mail && { result: "undelivered", at: mail.timestamp, code: type.replace(" ", "") };
    default:
      return undefined;
  }
}

/**
 * Only a permanent bounce means the address: a full mailbox may be emptied.
 *
 * https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#bounce-types
 */
function bounced(bounce: NonNullable<SesEvent["bounce"]>): Meaning | undefined {
  const { bounceType, timestamp: at } = bounce;
  const subType = codeOf(bounce.bounceSubType) ?? "Undetermined";
  if (isAutomaticReply(bounce)) {
    return undefined;
  }
  if (bounceType !== "Permanent") {
    const code = codeOf(`${bounceType}.${subType}`);
    return { result: "undelivered", at, ...(code !== undefined && { code }) };
  }
  return subType === "UnsubscribedRecipient"
    ? {
        result: "undelivered",
        at,
        code: subType,
        suppress: { address: "email", reason: "refused" },
      }
    : { result: "bounced", at, code: subType, suppress: { address: "email", reason: "bounced" } };
}

/**
 * An out-of-office reply: the mail has arrived. SES calls it a transient bounce, and has no delivery
 * status of it to show.
 */
function isAutomaticReply({
  bounceType,
  bounceSubType,
  bouncedRecipients,
}: NonNullable<SesEvent["bounce"]>): boolean {
  const report = ["action", "status", "diagnosticCode"];
  return (
    bounceType === "Transient" &&
    bounceSubType === "General" &&
    !bouncedRecipients.some((recipient) => report.some((field) => recipient[field] != null))
  );
}

/** Reports that are not the user's wish: a check of the mail's signature, and the word that it is wanted. */
const notComplaints = ["auth-failure", "not-spam"];

/**
 * A complaint about an earlier message on the account's list means that this one was never sent.
 *
 * https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#complaint-object
 */
function complained({
  complaintSubType,
  complaintFeedbackType,
  timestamp: at,
}: NonNullable<SesEvent["complaint"]>): Meaning | undefined {
  const suppress = { address: "email", reason: "complained" } as const;
  if (complaintSubType === "OnAccountSuppressionList") {
    return { result: "undelivered", at, code: complaintSubType, suppress };
  }
  if (notComplaints.includes(complaintFeedbackType ?? "")) {
    return undefined;
  }
  const code = codeOf(complaintFeedbackType);
  return { result: "complained", at, suppress, ...(code !== undefined && { code }) };
}
