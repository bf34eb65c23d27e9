import type { HealthRecord } from "./health-record.ts";
import type { HealthStore } from "./ports.ts";

/** A channel as its configuration has it now. */
export interface ConfiguredChannel {
  readonly name: string;
  readonly enabled: boolean;
  /** Ids of its providers, in their order. */
  readonly providers: readonly string[];
}

/** About how many messages a channel's queues hold. */
export interface QueueDepth {
  /** To be received now. */
  readonly waiting: number;
  /** Being attempted, or put back until their next attempt. */
  readonly inFlight: number;
  readonly deadLetters: number;
}

/** What the status is read from. */
export interface StatusDependencies {
  /** May reject with `DependencyUnavailable`. */
  readonly channels: () => Promise<readonly ConfiguredChannel[]>;
  readonly health: Pick<HealthStore, "read">;
  /** May reject with `DependencyUnavailable`. */
  readonly depthOf: (channel: string) => Promise<QueueDepth>;
}

/** A provider without a record was never down. */
export type ProviderState = Pick<HealthRecord, "state" | "lastError"> & {
  readonly id: string;
  /** There while it is open. */
  readonly openUntil?: Date;
};

export interface ChannelStatus {
  readonly name: string;
  readonly enabled: boolean;
  readonly providers: readonly ProviderState[];
  readonly queue: QueueDepth;
}

/**
 * Tells how every channel, its providers and its queues are.
 *
 * @throws DependencyUnavailable when one of them cannot be read.
 */
export async function readServiceStatus(
  deps: StatusDependencies,
): Promise<readonly ChannelStatus[]> {
  const channels = await deps.channels();
  const ids = [...new Set(channels.flatMap(({ providers }) => providers))];
  const records = deps.health.read(ids);
  return Promise.all(
    channels.map(async ({ name, enabled, providers }) => {
      const [queue, known] = await Promise.all([deps.depthOf(name), records]);
      return { name, enabled, providers: providers.map((id) => stateOf(id, known)), queue };
    }),
  );
}

function stateOf(id: string, records: readonly HealthRecord[]): ProviderState {
  const record = records.find(({ provider }) => provider === id);
  if (record?.state !== "open") {
    return { id, state: "closed" };
  }
  const { openUntil, lastError } = record;
  return { id, state: "open", openUntil, ...(lastError !== undefined && { lastError }) };
}
