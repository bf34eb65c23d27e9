import type { TrackedDelivery, TrackedNotification } from "../client/herald-client.ts";
import type { AddressKind } from "../lambdas/core/address.ts";
import { outcomeTexts } from "../lambdas/core/outcome-texts.ts";
import { explainFailure, explainPassedOver, explainReceipt } from "./explain.ts";
import { textFields } from "./notification-fields.ts";

type ProviderCall = NonNullable<TrackedDelivery["trail"]>[number];
type PassedOver = NonNullable<TrackedDelivery["passedOver"]>[number];
type Intervention = NonNullable<TrackedDelivery["interventions"]>[number];

/** A provider's turn in an attempt, whether it was called or passed over. */
type Turn = Pick<ProviderCall, "at" | "provider" | "address"> & { readonly ms?: number };

/** How an event looks: success, failure, failed so far, under way, still to come, or neutral. */
export type Tone = "good" | "bad" | "warn" | "active" | "open" | "plain";

/** Something that happened to a delivery, or that will happen. */
export interface TimelineEvent {
  readonly title: string;
  readonly tone: Tone;
  /** ISO 8601; absent where no record holds the time. */
  readonly at?: string;
  /** How long a provider call took, in milliseconds. */
  readonly ms?: number;
  /** The provider's own code. */
  readonly code?: string;
  readonly detail?: string;
  /** The page that says what the code means. */
  readonly url?: string;
  /** The number of the attempt that begins here. */
  readonly attempt?: number;
}

/** Within an attempt, one provider follows another at once; a retry waits a second or more. */
const pauseBetweenAttemptsMs = 750;

/** What happened to a delivery, in order, and what happens next. */
export function timelineOf(
  { registeredAt }: Pick<TrackedNotification, "registeredAt">,
  delivery: TrackedDelivery,
): TimelineEvent[] {
  return [
    {
      title: "Accepted",
      tone: "plain",
      at: registeredAt,
      detail: "Herald stored the notification.",
    },
    { title: `Queued on ${delivery.channel}`, tone: "plain", at: registeredAt },
    ...inOrder([...turnsOf(delivery), ...interventionsOf(delivery)]),
    ...lastEventsOf(delivery),
  ];
}

/** The turns of each attempt, oldest first, as far as they show where one begins. */
export function groupByAttempt<Each extends Turn>(turns: readonly Each[]): Each[][] {
  const attempts: Each[][] = [];
  for (const call of turns) {
    const current = attempts.at(-1);
    const previous = current?.at(-1);
    const isNew =
      previous === undefined ||
      current?.some(
        ({ provider, address }) => provider === call.provider && address === call.address,
      ) ||
      Date.parse(call.at) - Date.parse(previous.at) - (previous.ms ?? 0) > pauseBetweenAttemptsMs;
    if (isNew) {
      attempts.push([call]);
    } else {
      current?.push(call);
    }
  }
  return attempts;
}

function turnsOf({ trail = [], passedOver = [], attempts }: TrackedDelivery): TimelineEvent[] {
  const groups = groupByAttempt<ProviderCall | PassedOver>(inOrder([...passedOver, ...trail]));
  // A long trail has lost its oldest calls, so attempts are counted from the latest.
  const first = Math.max(1, attempts - groups.length + 1);
  return groups.flatMap((turns, group) =>
    turns.flatMap((turn, index) => {
      const [own, ...others] = "reason" in turn ? [passedOverEvent(turn)] : callEvents(turn);
      return [{ ...own, ...(index === 0 && { attempt: first + group }) }, ...others];
    }),
  );
}

function passedOverEvent({ at, provider, reason }: PassedOver): TimelineEvent {
  return event(`${provider}: passed over`, "plain", at, explainPassedOver(reason));
}

function callEvents(call: ProviderCall): [TimelineEvent, ...TimelineEvent[]] {
  const { at, provider, outcome, ms, address } = call;
  const to = address === undefined ? "" : ` to ${placeOf(address)}`;
  const own = event(`${provider}${to}: ${outcome}`, toneOf(call), at, outcomeTexts[outcome]);
  return [{ ...own, ms, ...wordsOf(call) }, ...suppressionOf(call)];
}

/** Which of several addresses, as people count. */
function placeOf(address: number): string {
  return `address ${address + 1}`;
}

/** What a code means, where that is known. */
function wordsOf({
  code,
  explanation,
}: Pick<ProviderCall, "code" | "explanation">): Partial<TimelineEvent> {
  return {
    ...(code !== undefined && { code }),
    ...(explanation && { detail: explanation.text }),
    ...(explanation?.url !== undefined && { url: explanation.url }),
  };
}

function suppressionOf({
  at,
  suppressed,
}: Pick<ProviderCall, "at"> & { readonly suppressed?: AddressKind | undefined }): TimelineEvent[] {
  if (suppressed === undefined) {
    return [];
  }
  const { fact, label } = textFields[suppressed];
  return [event(`${fact ?? label} suppressed`, "warn", at, "Nothing is sent to it any more.")];
}

function interventionsOf({ interventions = [] }: TrackedDelivery): TimelineEvent[] {
  return interventions.map(({ at, kind, caller }) =>
    event(`${interventionTitles[kind]}${caller === undefined ? "" : ` by ${caller}`}`, "plain", at),
  );
}

const interventionTitles: Readonly<Record<Intervention["kind"], string>> = {
  retry: "Retried",
  cancel: "Canceled",
  redrive: "Redriven from the dead-letter queue",
};

/** By time; what is of one moment stays as it is. */
function inOrder<Each extends { readonly at?: string }>(all: readonly Each[]): Each[] {
  return all.toSorted((one, other) => (one.at ?? "").localeCompare(other.at ?? ""));
}

function toneOf({ outcome }: Pick<ProviderCall, "outcome">): Tone {
  if (outcome === "accepted") {
    return "good";
  }
  return outcome === "refused" ? "bad" : "warn";
}

function lastEventsOf(delivery: TrackedDelivery): TimelineEvent[] {
  const { status, provider, sentAt, failureReason } = delivery;
  const sent = sentAt === undefined ? [] : [event(`Sent by ${provider}`, "good", sentAt)];
  const soFar = [...sent, ...receiptsOf(delivery)];
  switch (status) {
    case "queued":
      return [event("Waiting for its first attempt", "active")];
    case "sending":
      return [...soFar, event("An attempt is under way", "active")];
    case "retrying":
      return [...soFar, event("Next attempt", "active", delivery.nextAttemptAt)];
    case "sent":
      return soFar.length > 1 ? soFar : [...sent, event("No receipt yet", "open")];
    case "delivered":
      return soFar;
    case "expired":
      return [
        ...soFar,
        event("Expired", "bad", delivery.updatedAt, "Its time was up before it was sent."),
      ];
    case "failed": {
      const detail = failureReason && explainFailure(failureReason);
      const title = `Failed: ${failureReason ?? "no reason known"}`;
      return [...soFar, event(title, "bad", delivery.updatedAt, detail)];
    }
  }
}

/** The receipts, in the order in which they happened. */
function receiptsOf({ receipts = [], deliveredAt }: TrackedDelivery): TimelineEvent[] {
  if (receipts.length === 0 && deliveredAt !== undefined) {
    return [event("Delivered", "good", deliveredAt, explainReceipt("delivered"))];
  }
  return inOrder(receipts).flatMap((receipt) => {
    const { at, result, address } = receipt;
    const where = address === undefined ? "" : ` at ${placeOf(address)}`;
    const own = event(
      `${capitalized(result)}${where}`,
      receiptTones[result],
      at,
      explainReceipt(result),
    );
    return [{ ...own, ...wordsOf(receipt) }, ...suppressionOf(receipt)];
  });
}

const receiptTones = {
  delivered: "good",
  unsubscribed: "warn",
  complained: "warn",
  undelivered: "bad",
  bounced: "bad",
} as const;

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function event(title: string, tone: Tone, at?: string, detail?: string): TimelineEvent {
  return { title, tone, ...(at !== undefined && { at }), ...(detail !== undefined && { detail }) };
}
