import { readQueueDepth } from "../../lambdas/adapters/sqs-queue-depth.ts";
import type { QueueDepth } from "../../lambdas/core/ports/configuration.ts";
import type { ChannelConfig, DeploymentConfig } from "../../lib/deployment-config.ts";
import { maxInFlight } from "../../lib/queue-limits.ts";
import type { Target } from "../target.ts";
import type { Finding } from "./finding.ts";

/** Reads the depths of each channel that has queues. Rejects with `DependencyUnavailable`. */
export async function readQueueDepths({
  sqs,
  queues,
}: Pick<Target, "sqs" | "queues">): Promise<ReadonlyMap<string, QueueDepth>> {
  const entries = await Promise.all(
    [...queues].map(async ([channel, { url, deadLetterUrl }]) => {
      return [channel, await readQueueDepth(sqs, url, deadLetterUrl)] as const;
    }),
  );
  return new Map(entries);
}

/** What is found in one channel's queues; `depths` is absent where there are none. */
export interface ChannelToCheck {
  readonly channel: string;
  readonly config: ChannelConfig;
  readonly depths: QueueDepth | undefined;
}

/** Every channel of a stage with its queues' depths. */
export function channelsToCheck(
  { channels }: DeploymentConfig,
  depths: ReadonlyMap<string, QueueDepth>,
): ChannelToCheck[] {
  return Object.entries(channels).map(([channel, config]) => ({
    channel,
    config,
    depths: depths.get(channel),
  }));
}

/**
 * Whether more messages can be received than the channel's functions take at once: the channel is
 * behind, and a delivery that does not move may only be waiting for its turn.
 */
export function isBehind({ maximumConcurrency, batchSize }: ChannelConfig, depths: QueueDepth) {
  return depths.waiting > maximumConcurrency * batchSize;
}

/** @param commandFor makes a command line, e.g. of `redrive --channel sms`. */
export function findQueueFaults(
  { channel, config, depths }: ChannelToCheck,
  commandFor: (words: string) => string,
): Finding[] {
  const finding = (what: string, todo: string): Finding => ({
    check: "queues",
    where: `channel ${channel}`,
    what,
    todo,
  });
  if (depths === undefined) {
    return [finding("has no queues", "deploy the stage")];
  }
  const { waiting, inFlight, deadLetters } = depths;
  const findings: Finding[] = [];
  if (deadLetters > 0) {
    const command = commandFor(`redrive --channel ${channel}`);
    const todo = `put right why they failed (--dry-run tells), then ${command}`;
    findings.push(finding(`has dead letters, about ${deadLetters}`, todo));
  }
  if (isBehind(config, depths)) {
    const todo = "see whether its function fails or is throttled, or raise maximumConcurrency";
    findings.push(finding(`about ${waiting} messages wait, more than are taken at once`, todo));
  }
  if (inFlight >= maxInFlight) {
    const todo = "put its providers right: at about 120,000 SQS hands out no more";
    findings.push(finding(`about ${inFlight} messages are in flight`, todo));
  }
  return findings;
}
