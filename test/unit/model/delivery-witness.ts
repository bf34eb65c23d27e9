import type { Delivery, DeliveryStatus } from "../../../lambdas/core/delivery.ts";
import { diedInLastAttempt } from "../../../lambdas/core/delivery.ts";
import type { DeliveryReference } from "../../../lambdas/core/delivery-reference.ts";
import type { Notification } from "../../../lambdas/core/notification.ts";
import type { OutcomeKind } from "../../../lambdas/core/outcome.ts";
import type { ProviderMessage } from "../../../lambdas/core/provider.ts";
import { maximumAttempts } from "../../../lambdas/core/retry-delay.ts";
import type { Behavior } from "./behaviors.ts";
import { channels } from "./configuration.ts";
import type { IntakeWitness } from "./intake-witness.ts";
import type { QueuedMessage } from "./queue.ts";
import type { Surroundings } from "./surroundings.ts";

/** What was seen of one delivery from the outside. */
interface Story {
  /** How often a provider took it. */
  taken: number;
  /** How often that was left open: an unknown outcome, or a claim whose end was not written. */
  leftOpen: number;
  /** The function whose claim is the record's latest write. */
  claimant: DeliveringFunction | undefined;
  /** Claims since it was queued or redriven. */
  attempts: number;
  /** The claim under which a provider's response ended it, and the status that follows. */
  end: { readonly leaseToken: string; readonly status: DeliveryStatus } | undefined;
}

const allowed: Record<DeliveryStatus | "none", readonly DeliveryStatus[]> = {
  none: ["sending", "expired"],
  queued: [],
  sending: ["sending", "retrying", "sent", "failed", "expired"],
  retrying: ["sending", "expired"],
  failed: ["sending", "expired"],
  sent: [],
  delivered: [],
  expired: [],
};

/** What its user does not want ends from wherever it is before its end. */
const unsubscribed: typeof allowed = {
  ...allowed,
  none: ["failed"],
  retrying: ["failed"],
  failed: ["failed"],
};

/** How a delivery ends by the outcome of a provider call. */
const endsAs: Partial<Record<OutcomeKind, DeliveryStatus>> = {
  accepted: "sent",
  refused: "failed",
};

/** What names a delivery of a user's. */
type AboutDelivery = Pick<DeliveryReference, "notificationId" | "channel">;

/** What is seen of the function that makes an attempt. */
interface DeliveringFunction {
  /** The messages it was last invoked with, as they were then. */
  readonly batch: readonly QueuedMessage[];
  readonly isAlive: boolean;
}

/** Watches every write of a delivery and every provider call, and says which promise one breaks. */
export class DeliveryWitness {
  readonly #world: Surroundings;
  readonly #intake: IntakeWitness;
  readonly #stories = new Map<string, Story>();
  readonly #claimedBy = new Map<string, DeliveringFunction>();
  readonly #failedWrites = new Set<string>();
  /** The outcomes under each claim. */
  readonly #outcomes = new Map<string, OutcomeKind[]>();
  /** Categories and channels that users have turned off. */
  readonly #off = new Set<string>();
  /**
   * Whether the user wanted a delivery as often as an invocation, which is known by its batch, read it: once for
   * each of its messages.
   */
  readonly #wishes = new WeakMap<DeliveringFunction["batch"], Map<string, Set<boolean>>>();

  constructor(world: Surroundings, intake: IntakeWitness) {
    this.#world = world;
    this.#intake = intake;
  }

  storyOf(reference: DeliveryReference): Story {
    const id = `${reference.notificationId} ${reference.channel}`;
    const story = this.#stories.get(id) ?? {
      taken: 0,
      leftOpen: 0,
      claimant: undefined,
      attempts: 0,
      end: undefined,
    };
    this.#stories.set(id, story);
    return story;
  }

  /** A user turned a category or a channel on or off. */
  preferred(userId: string, name: string, isOn: boolean): void {
    if (isOn) {
      this.#off.delete(`${userId} ${name}`);
    } else {
      this.#off.add(`${userId} ${name}`);
    }
  }

  /** Nothing is known any more of what a user turned off. */
  preferredNothing(userId: string): void {
    for (const each of this.#off) {
      if (each.startsWith(`${userId} `)) {
        this.#off.delete(each);
      }
    }
  }

  /** A function begins with a delivery. */
  read(by: DeliveringFunction, { userId, notificationId, channel }: DeliveryReference): void {
    const { category } = this.#world.store.notifications.get(`${userId} ${notificationId}`) ?? {};
    const isWanted = ![category, channel].some((name) => this.#off.has(`${userId} ${name}`));
    this.#wishesOf(by, { notificationId, channel }).add(isWanted);
  }

  #wishesOf({ batch }: DeliveringFunction, { notificationId, channel }: AboutDelivery) {
    const all = this.#wishes.get(batch) ?? new Map<string, Set<boolean>>();
    this.#wishes.set(batch, all);
    const id = `${notificationId} ${channel}`;
    const wishes = all.get(id) ?? new Set();
    all.set(id, wishes);
    return wishes;
  }

  /** A write of this claim was not confirmed. */
  writeFailed({ leaseToken }: Delivery): void {
    this.#failedWrites.add(leaseToken);
  }

  /** A function came to its end: it has said of each of its claims what it came to. */
  finished(by: DeliveringFunction): void {
    for (const delivery of this.#world.store.deliveries.values()) {
      const { status, leaseToken } = delivery;
      const isOpen = status === "sending" && this.#claimedBy.get(leaseToken) === by;
      if (isOpen && !this.#failedWrites.has(leaseToken)) {
        this.#broken(delivery, "was claimed, and nothing said how that went");
      }
    }
  }

  written(by: DeliveringFunction, before: Delivery | undefined, next: Delivery): void {
    if (before?.version === next.version) {
      return;
    }
    if (this.#intake.isErased(next)) {
      this.#broken(next, "was written after it was erased");
    }
    const story = this.storyOf(next);
    story.claimant = next.status === "sending" ? by : undefined;
    this.#claimedBy.set(next.leaseToken, by);
    const isUnsubscribed = next.failureReason === "unsubscribed";
    if (isUnsubscribed && !this.#wishesOf(by, next).has(false)) {
      this.#broken(next, "was not sent for a wish that the user does not have");
    }
    const ways = isUnsubscribed ? unsubscribed : allowed;
    if (!ways[before?.status ?? "none"].includes(next.status)) {
      this.#broken(next, `went from ${before?.status} to ${next.status}`);
    }
    if (next.version !== (before?.version ?? 0) + 1) {
      this.#broken(next, `went from version ${before?.version} to ${next.version}`);
    }
    if (before && isUsedUp(before, next)) {
      this.#newRound(by, before, story);
    }
    if (before?.status === "sending" && before.leaseToken !== next.leaseToken) {
      this.#takenOver(before, story);
    }
    if (next.status === "sending") {
      this.#claimed(next, story);
    }
    if (before?.status === "retrying" && before.nextAttemptAt && next.status === "sending") {
      this.#isDue(before.nextAttemptAt, next);
    }
    if (next.status === "retrying") {
      this.#promisesAttempt(by, next);
      this.#counts(next, story);
    }
    if (next.failureReason === "attempts-exhausted") {
      this.#givenUp(by, next, story);
    }
    const isRecord = before?.leaseToken === next.leaseToken;
    if (isRecord && story.end?.leaseToken === next.leaseToken && story.end.status !== next.status) {
      this.#broken(next, `should have ended as ${story.end.status}, and is ${next.status}`);
    }
  }

  /** Only a message that was sent after the end, as a redriven one is, takes it up again. */
  #newRound({ batch }: DeliveringFunction, before: Delivery, story: Story): void {
    const isLater = batch.some(
      ({ reference, sentAt }) =>
        reference.notificationId === before.notificationId && sentAt > before.updatedAt.getTime(),
    );
    if (!isLater) {
      this.#broken(before, "was taken up after its end");
    }
    story.attempts = 0;
  }

  #takenOver({ leaseToken, ...before }: Delivery, story: Story): void {
    story.leftOpen += 1;
    const isGivenUp =
      this.#claimedBy.get(leaseToken)?.isAlive === false || this.#failedWrites.has(leaseToken);
    if (!isGivenUp) {
      this.#broken(before, "was claimed while another function had it");
    }
  }

  #claimed(next: Delivery, story: Story): void {
    story.attempts += 1;
    const maximum = maximumAttempts(policyOf(next));
    if (story.attempts > maximum) {
      this.#broken(next, `had more than ${maximum} attempts`);
    }
    if (story.attempts !== next.attemptsInRound) {
      this.#broken(next, "miscounts its attempts");
    }
  }

  /** SQS hands a message out only so often. */
  #promisesAttempt(by: DeliveringFunction, next: Delivery): void {
    const { maxReceives } = policyOf(next);
    if (messagesOf(by, next).every(({ receives }) => receives >= maxReceives)) {
      this.#broken(next, "is retrying, and its message will not come back");
    }
  }

  #isDue(nextAttemptAt: Date, next: Delivery): void {
    if (nextAttemptAt > this.#world.time.now()) {
      this.#broken(next, "was claimed before its time");
    }
  }

  /** An attempt counts unless it made no call, or a provider throttled and no outcome is unknown. */
  #counts(next: Delivery, story: Story): void {
    const outcomes = this.#outcomes.get(next.leaseToken) ?? [];
    const isThrottled = outcomes.includes("throttled") && !outcomes.includes("unknown");
    const onlyWaits = outcomes.length === 0 || isThrottled;
    if (onlyWaits) {
      story.attempts -= 1;
    }
    if (next.attemptsInRound !== story.attempts) {
      this.#broken(next, `counts ${next.attemptsInRound} attempts after ${outcomes}`);
    }
  }

  /** Its attempts are used up, or its message's receives or days nearly are. */
  #givenUp(by: DeliveringFunction, next: Delivery, story: Story): void {
    const { maxReceives } = policyOf(next);
    const weekAgo = this.#world.time.now().getTime() - 6 * 86_400_000;
    const hasRoom = messagesOf(by, next).every(
      ({ receives, sentAt }) => receives <= maxReceives - 5 && sentAt > weekAgo,
    );
    if (story.attempts < maximumAttempts(policyOf(next)) && hasRoom) {
      this.#broken(next, `was given up after ${story.attempts} attempts`);
    }
  }

  /** An address of a notification was suppressed that was not before. */
  suppressed({ userId, id: notificationId }: Pick<Notification, "userId" | "id">): void {
    if (this.#intake.isErased({ notificationId })) {
      this.#world.broken(`an address of ${userId} was suppressed after ${userId} was erased`);
    }
  }

  /** A dead letter's delivery has ended, or goes on by a later message. */
  diedInQueue({ reference, sentAt }: QueuedMessage): void {
    const record = this.#world.deliveryNow(reference);
    const isLeftOver = record?.roundSince !== undefined && sentAt < record.roundSince.getTime();
    const isOpen = record === undefined || record.status === "retrying";
    if (isOpen && !isLeftOver && !this.#intake.isErased(reference)) {
      this.#broken(reference, `has a dead letter, and is ${record?.status ?? "queued"}`);
    }
  }

  called(by: DeliveringFunction, message: ProviderMessage, { takes, outcome }: Behavior): void {
    const world = this.#world;
    const record = world.deliveryNow(message);
    const story = this.storyOf(message);
    if (!this.#wishesOf(by, message).has(true)) {
      this.#broken(message, "reached a provider after its user had unsubscribed");
    }
    if (!this.#intake.isAsRequested(message)) {
      this.#broken(message, "is not what was asked for");
    }
    if (takes) {
      story.taken += 1;
    }
    const kind = outcome === "hang" ? "unknown" : outcome.kind;
    if (record !== undefined) {
      const { leaseToken } = record;
      this.#outcomes.set(leaseToken, [...(this.#outcomes.get(leaseToken) ?? []), kind]);
    }
    if (kind === "unknown") {
      story.leftOpen += 1;
    }
    if (this.#intake.isErased(message)) {
      if (story.claimant !== by) {
        this.#broken(message, "reached a provider after it was erased");
      }
      return;
    }
    if (record?.status !== "sending" || this.#claimedBy.get(record.leaseToken) !== by) {
      this.#broken(message, "reached a provider without a claim");
      return;
    }
    if (message.expiresAt && message.expiresAt <= claimedAt(record)) {
      this.#broken(message, "was claimed for a provider after it had expired");
    }
    if (story.end?.leaseToken === record.leaseToken) {
      this.#broken(message, "reached a provider after one had ended it");
    }
    const isHeld = kind === "unknown" && policyOf(record).afterUnknown === "hold";
    const status = isHeld ? "failed" : endsAs[kind];
    story.end = status === undefined ? undefined : { leaseToken: record.leaseToken, status };
  }

  #broken({ notificationId, channel }: DeliveryReference, what: string): void {
    this.#world.broken(`the delivery ${notificationId} ${channel} ${what}`);
  }
}

/** Whether no attempt was left: all were written, or the function of the last one died. */
function isUsedUp(before: Delivery, next: Delivery): boolean {
  const isTakenOver = before.leaseToken !== next.leaseToken;
  return before.status === "failed" || (isTakenOver && diedInLastAttempt(before));
}

/** The messages of a delivery with which a function was invoked. */
function messagesOf({ batch }: DeliveringFunction, { notificationId }: Delivery) {
  return batch.filter(({ reference }) => reference.notificationId === notificationId);
}

/** A record that is `sending` was last written when it was claimed. */
function claimedAt({ updatedAt }: Delivery): Date {
  return updatedAt;
}

function policyOf({ channel }: DeliveryReference) {
  return channels[channel as keyof typeof channels].policy;
}
