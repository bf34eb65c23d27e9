/** A channel's two queues. */
export interface ChannelQueueUrls {
  readonly queueUrl: string;
  readonly deadLetterUrl: string;
}

/** The channels of a deployment, by name. */
export type DeployedQueues = Readonly<Record<string, ChannelQueueUrls>>;

/** What the check needs. Both may reject with `DependencyUnavailable`. */
export interface RemovalDependencies {
  /**
   * Roughly how many messages a queue holds, those that nobody can receive now included; 0 where there
   * is no such queue.
   */
  countMessages(queueUrl: string): Promise<number>;
  /** The channels that are open, by name. */
  enabledChannels(): Promise<readonly string[]>;
}

/**
 * Why channels that a deployment drops cannot be removed yet, a sentence each; empty where they can. A
 * channel's queues go with it, and with them what they hold.
 *
 * @param before the channels that are deployed.
 * @param after those that will be.
 * @throws DependencyUnavailable when it cannot be found out.
 */
export async function removalObstacles(
  deps: RemovalDependencies,
  before: DeployedQueues,
  after: DeployedQueues,
): Promise<readonly string[]> {
  const dropped = Object.entries(before).filter(([channel]) => !Object.hasOwn(after, channel));
  if (dropped.length === 0) {
    return [];
  }
  const enabled = await deps.enabledChannels();
  const obstacles = await Promise.all(
    dropped.map(async ([channel, queues]) => {
      const reasons = [
        ...(enabled.includes(channel) ? ["enabled-channels still names it"] : []),
        ...(await whatIsLeft(deps, queues)),
      ];
      return reasons.length === 0
        ? []
        : [`The channel ${channel} cannot be removed yet: ${reasons.join("; ")}.`];
    }),
  );
  return obstacles.flat();
}

async function whatIsLeft(
  deps: RemovalDependencies,
  { queueUrl, deadLetterUrl }: ChannelQueueUrls,
): Promise<readonly string[]> {
  const [messages, deadLetters] = await Promise.all([
    deps.countMessages(queueUrl),
    deps.countMessages(deadLetterUrl),
  ]);
  return [
    ...(messages > 0 ? [`its queue holds about ${messages} messages`] : []),
    ...(deadLetters > 0 ? [`its dead-letter queue holds about ${deadLetters}`] : []),
  ];
}
