import { dynamoDbDeliveryStore } from "../../lambdas/adapters/dynamodb-delivery-store.ts";
import type { QueueDepth } from "../../lambdas/core/ports/configuration.ts";
import type { StuckReason } from "../../lambdas/core/stuck-delivery.ts";
import { systemClock } from "../../lambdas/runtime/system.ts";
import { visibilityPerTimeout } from "../../lib/queue-limits.ts";
import type { Report } from "../../terminal/progress.ts";
import type { StageUsers } from "../stage-users.ts";
import type { Target } from "../target.ts";
import { isBehind } from "./check-queues.ts";
import type { StuckDelivery } from "./find-stuck.ts";
import { findStuck } from "./find-stuck.ts";
import type { Finding } from "./finding.ts";
import { scanRecords } from "./scan-deliveries.ts";

/**
 * Finds every stuck delivery of a stage, or those found so far when the signal aborts.
 *
 * @param slackMs milliseconds that a delivery may be late, beyond its queue's visibility timeout.
 */
export async function collectStuck(
  target: Target,
  slackMs: number,
  report: Report,
  signal: AbortSignal,
): Promise<StuckDelivery[]> {
  const { channels } = target.config;
  const search = findStuck({
    pages: scanRecords(target.table),
    deliveries: dynamoDbDeliveryStore(target.table, systemClock, undefined),
    clock: systemClock,
    patienceMsOf: (channel) => {
      const timeoutSeconds = channels[channel]?.functionTimeoutSeconds ?? 0;
      return slackMs + visibilityPerTimeout * timeoutSeconds * 1_000;
    },
    onPage: (notifications) => report(`${notifications} notifications looked at`),
    signal,
  });
  const stuck: StuckDelivery[] = [];
  for await (const delivery of search) {
    stuck.push(delivery);
  }
  return stuck;
}

const reasonTexts: Readonly<Record<StuckReason, string>> = {
  "never-claimed": "no attempt was ever made",
  "lease-ended": "the function that claimed it died",
  "attempt-overdue": "its next attempt is overdue",
};

/** Describes a stuck delivery. What to do about it depends on its channel's queues. */
export function describeStuck(
  { reference, reason, acceptedAt }: StuckDelivery,
  target: Pick<Target, "config" | "commandFor">,
  depths: QueueDepth | undefined,
  users: Pick<StageUsers, "hashOf">,
): Finding {
  const { userId, notificationId, channel } = reference;
  return {
    check: "deliveries",
    where: `delivery ${notificationId} of user ${users.hashOf(userId)} on ${channel}`,
    what: `${reasonTexts[reason]}, accepted ${acceptedAt.toISOString()}`,
    todo: todoFor(channel, target, depths),
  };
}

/** Why stuck deliveries of a channel must not be queued again; `undefined` if they may be. */
export function whyNotRepairable(
  channel: string,
  { config }: Pick<Target, "config">,
  depths: QueueDepth | undefined,
): string | undefined {
  const channelConfig = config.channels[channel];
  if (channelConfig === undefined) {
    return `${channel} is not deployed any more`;
  }
  if (depths === undefined) {
    return `${channel} has no queues`;
  }
  return isBehind(channelConfig, depths)
    ? `${channel} is behind, with about ${depths.waiting} messages waiting`
    : undefined;
}

function todoFor(
  channel: string,
  target: Pick<Target, "config" | "commandFor">,
  depths: QueueDepth | undefined,
): string {
  const obstacle = whyNotRepairable(channel, target, depths);
  if (obstacle !== undefined) {
    return obstacle;
  }
  const repair = target.commandFor("doctor --repair");
  if (!depths?.deadLetters) {
    return `nothing moves it: ${repair}`;
  }
  const first = target.commandFor(`redrive --channel ${channel}`);
  return `its message may be a dead letter: ${first}; if that does not move it, ${repair}`;
}
