import type { Item } from "../../lambdas/adapters/dynamodb-items.ts";
import { isNotificationItem } from "../../lambdas/adapters/dynamodb-items.ts";
import type { DeliveryReference } from "../../lambdas/core/delivery-reference.ts";
import type { DeliveryStore } from "../../lambdas/core/ports/records.ts";
import type { Clock } from "../../lambdas/core/ports/system.ts";
import type { StepRecord, StuckReason } from "../../lambdas/core/stuck-delivery.ts";
import { whyStuck } from "../../lambdas/core/stuck-delivery.ts";
import type { RecordGroup } from "./scan-deliveries.ts";
import { RecordGroups } from "./scan-deliveries.ts";

/** A delivery that has not ended, and that nothing moves any more. */
export interface StuckDelivery {
  readonly reference: DeliveryReference;
  readonly reason: StuckReason;
  /** When its notification was accepted. */
  readonly acceptedAt: Date;
}

export interface StuckSearch {
  /** Scanned inbox and outbox records, page by page. */
  readonly pages: AsyncIterable<readonly Item[]>;
  readonly deliveries: Pick<DeliveryStore, "read">;
  readonly clock: Clock;
  /** Milliseconds that a delivery on the channel may be late. */
  patienceMsOf(channel: string): number;
  /** Called after each page with the number of notifications looked at so far. */
  onPage(notifications: number): void;
  /** Ends the search between two pages. */
  readonly signal: AbortSignal;
}

/**
 * Looks for stuck deliveries. A delivery that looks stuck in the scan is read again, consistently,
 * before it counts: it may have moved since, and a scan may return old data.
 *
 * @throws DependencyUnavailable when a record cannot be read.
 */
export async function* findStuck(search: StuckSearch): AsyncGenerator<StuckDelivery> {
  const groups = new RecordGroups();
  let notifications = 0;
  for await (const page of search.pages) {
    if (search.signal.aborted) {
      return;
    }
    for (const item of page) {
      if (isNotificationItem(item)) {
        notifications += 1;
      }
      const group = groups.add(item);
      if (group) {
        yield* stuckIn(group, search);
      }
    }
    search.onPage(notifications);
  }
  const last = groups.end();
  if (last) {
    yield* stuckIn(last, search);
  }
}

async function* stuckIn(
  { notification, deliveries }: RecordGroup,
  search: StuckSearch,
): AsyncGenerator<StuckDelivery> {
  const { userId, notificationId, registeredAt } = notification;
  const now = search.clock.now();
  for (const channel of notification["channels"] as string[]) {
    const item = deliveries.find((candidate) => candidate["channel"] === channel);
    const patienceMs = search.patienceMsOf(channel);
    const scanned = {
      notification: { registeredAt: new Date(registeredAt) },
      delivery: item && stepOf(item),
    };
    if (whyStuck(scanned, now, patienceMs) === undefined) {
      continue;
    }
    const reference = { userId, notificationId, channel };
    const { notification: current, delivery } = await search.deliveries.read(reference);
    if (current === undefined) {
      continue;
    }
    const reason = whyStuck({ notification: current, delivery }, now, patienceMs);
    if (reason) {
      yield { reference, reason, acceptedAt: current.registeredAt };
    }
  }
}

function stepOf(item: Item): StepRecord {
  const { nextAttemptAt } = item;
  return {
    status: item["status"],
    lastAttempt: item["lastAttempt"] ?? false,
    leaseUntil: new Date(item["leaseUntil"]),
    updatedAt: new Date(item["updatedAt"]),
    ...(nextAttemptAt !== undefined && { nextAttemptAt: new Date(nextAttemptAt) }),
  };
}
