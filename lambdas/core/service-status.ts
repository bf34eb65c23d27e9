import type { HealthRecord } from "./health-record.ts";
import type { ChannelReadings, HealthStore, QueueDepth } from "./ports.ts";

/** What the status is read from. */
export interface StatusDependencies extends ChannelReadings {
  readonly health: Pick<HealthStore, "read">;
}

/** Whether a provider is known to be down. One without a record never was. */
export type ProviderState = Pick<HealthRecord, "state" | "lastError"> & {
  readonly id: string;
  /** Present while it is open. */
  readonly openUntil?: Date;
};

/** The state of one channel. */
export interface ChannelStatus {
  readonly name: string;
  readonly enabled: boolean;
  readonly providers: readonly ProviderState[];
  readonly queue: QueueDepth;
}

/**
 * Reads the state of every channel, its providers and its queues.
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
