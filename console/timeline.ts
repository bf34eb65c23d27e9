import type { TrackedDelivery, TrackedNotification } from "../client/herald-client.ts";
import { explainFailure, explainOutcome, explainReceipt } from "./explain.ts";

type ProviderCall = NonNullable<TrackedDelivery["trail"]>[number];

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
    ...callsOf(delivery),
    ...lastEventsOf(delivery),
  ];
}

/** The calls of each attempt, oldest first, as far as a trail shows where one begins. */
export function groupByAttempt(trail: readonly ProviderCall[]): ProviderCall[][] {
  const attempts: ProviderCall[][] = [];
  for (const call of trail) {
    const current = attempts.at(-1);
    const previous = current?.at(-1);
    const isNew =
      previous === undefined ||
      current?.some(({ provider }) => provider === call.provider) ||
      Date.parse(call.at) - Date.parse(previous.at) - previous.ms > pauseBetweenAttemptsMs;
    if (isNew) {
      attempts.push([call]);
    } else {
      current?.push(call);
    }
  }
  return attempts;
}

function callsOf({ trail = [], attempts }: TrackedDelivery): TimelineEvent[] {
  const groups = groupByAttempt(trail);
  // A long trail has lost its oldest calls, so attempts are counted from the latest.
  const first = Math.max(1, attempts - groups.length + 1);
  return groups.flatMap((calls, group) =>
    calls.map((call, index) => ({
      title: `${call.provider}: ${call.outcome}`,
      tone: toneOf(call),
      at: call.at,
      ms: call.ms,
      detail: explainOutcome(call.outcome),
      ...(call.code !== undefined && { code: call.code }),
      ...(index === 0 && { attempt: first + group }),
    })),
  );
}

function toneOf({ outcome }: ProviderCall): Tone {
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
  return receipts
    .toSorted((one, other) => one.at.localeCompare(other.at))
    .map(({ at, result, code }) => ({
      ...event(capitalized(result), receiptTones[result], at, explainReceipt(result)),
      ...(code !== undefined && { code }),
    }));
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
