import * as z from "zod/mini";
import { json } from "../../core/json-text.ts";
import type { Receipt } from "../../core/receipt.ts";
import type { EventReading } from "../callback.ts";
import { referenceIn } from "../delivery-tags.ts";
import { publishedText } from "../topic-message.ts";

/** The last moment that a `Date` can hold, in milliseconds. */
const maxTime = 8.64e15;

const eventSchema = json(
  z.looseObject({
    /** `TEXT_DELIVERED`; a configuration set can publish other media's events too. */
    eventType: z.string().check(z.regex(/^(?:MEDIA|RCS|TEXT|VOICE)_[A-Z_]{1,58}$/)),
    eventTimestamp: z.number().check(z.gte(0), z.lte(maxTime)),
    isFinal: z.optional(z.boolean()),
    messageId: z.string().check(z.minLength(1)),
    context: z.nullish(z.record(z.string(), z.string())),
  }),
);

/**
 * What a message of the service's topic says: a receipt; `nothing` that moves a delivery; or that it cannot
 * be told which delivery it is about. `undefined` for a body that is not the service's.
 *
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-format.html
 */
export function readEvent(body: string): EventReading {
  const parsed = eventSchema.safeParse(publishedText(body));
  if (!parsed.success) {
    return undefined;
  }
  const { eventType, eventTimestamp, isFinal, messageId, context } = parsed.data;
  const meaning = isFinal === false ? undefined : meanings.get(eventType);
  if (meaning === undefined) {
    return "nothing";
  }
  const reference = referenceIn(context ?? {});
  if (reference === undefined) {
    return "no-tags";
  }
  return {
    ...reference,
    provider: "sms-voice",
    providerMessageId: messageId,
    at: new Date(eventTimestamp),
    ...meaning,
    ...(meaning.result !== "delivered" && { code: eventType }),
  };
}

type Meaning = Pick<Receipt, "result" | "suppress">;

const arrived: Meaning = { result: "delivered" };
const lost: Meaning = { result: "undelivered" };

/**
 * What final events say. That a carrier took a message is in some countries all that is ever said. A number that
 * is none is dead for good; a phone or a carrier that blocks messages may take the next one, from another
 * sender. `TEXT_UNKNOWN`, after 72 hours without a carrier's word, says nothing.
 *
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-types.html
 */
const meanings: ReadonlyMap<string, Meaning> = new Map([
  ["TEXT_DELIVERED", arrived],
  ["TEXT_SUCCESSFUL", arrived],
  ["TEXT_INVALID", { result: "bounced", suppress: { address: "phoneNumber", reason: "bounced" } }],
  ["TEXT_BLOCKED", lost],
  ["TEXT_CARRIER_BLOCKED", lost],
  ["TEXT_CARRIER_UNREACHABLE", lost],
  ["TEXT_INVALID_MESSAGE", lost],
  ["TEXT_PROTECT_BLOCKED", lost],
  ["TEXT_SPAM", lost],
  ["TEXT_TTL_EXPIRED", lost],
  ["TEXT_UNREACHABLE", lost],
]);
