import type { HealthRecord, ProviderCondition } from "./health-record.ts";
import { conditionOf } from "./health-record.ts";
import type { ChannelReadings, QueueDepth } from "./ports/configuration.ts";
import type { HealthStore } from "./ports/records.ts";
import type { Clock } from "./ports/system.ts";

/** What the status is read from. */
export interface StatusDependencies extends ChannelReadings {
  readonly health: Pick<HealthStore, "read">;
  readonly clock: Clock;
}

/** What is known of a provider. */
export interface ProviderState extends Pick<HealthRecord, "lastError" | "since"> {
  readonly id: string;
  readonly condition: ProviderCondition;
  /** What `condition` was before it had a third value: `open` until a call has come to something. */
  readonly state: "closed" | "open";
  /** Present while it is open. */
  readonly openUntil?: Date;
}

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
  const now = deps.clock.now();
  return Promise.all(
    channels.map(async ({ name, enabled, providers }) => {
      const [queue, known] = await Promise.all([deps.depthOf(name), records]);
      return { name, enabled, providers: providers.map((id) => stateOf(id, known, now)), queue };
    }),
  );
}

function stateOf(id: string, records: readonly HealthRecord[], now: Date): ProviderState {
  const record = records.find(({ provider }) => provider === id);
  const condition = conditionOf(record, now);
  if (record === undefined || condition === "ok") {
    return { id, condition, state: "closed" };
  }
  const { state, openUntil, since, lastError } = record;
  return {
    id,
    condition,
    ...(state === "open" ? { state, openUntil } : { state: "closed" }),
    ...(since && { since }),
    ...(lastError !== undefined && { lastError }),
  };
}
