import type { AttemptResult } from "../../core/attempt-delivery.ts";
import type { DeliveryReference } from "../../core/delivery-reference.ts";
import type { OutcomeKind } from "../../core/outcome.ts";
import { logger, userHash } from "../../runtime/logger.ts";
import type { MetricName } from "../../runtime/metric-names.ts";
import { count } from "../../runtime/metrics.ts";

/**
 * Logs one line for an attempt and counts what alarms and dashboards go by. Nothing is to be said of a
 * message on its way to the dead-letter queue: its last attempt said it.
 */
export function logAttempt(
  { userId, notificationId, channel }: DeliveryReference,
  receiveCount: number,
  result: AttemptResult,
): void {
  if (result.kind === "put-back" && result.reason === "used-up") {
    return;
  }
  const { kind: attempt, ...rest } = result;
  const line = { notificationId, userHash: userHash(userId), channel, receiveCount, attempt };
  logger.info("attempt", { ...line, ...rest });
  switch (result.kind) {
    case "ended":
      count(result.status === "sent" ? "DeliverySent" : "DeliveryFailed");
      break;
    case "dropped":
      count("DeliveryDropped");
      return;
    case "put-back":
      count(result.reason === "attempts-exhausted" ? "DeliveryFailed" : "PutBack");
      break;
  }
  for (const { outcome } of result.calls) {
    const metric = metricOf[outcome];
    if (metric !== undefined) {
      count(metric);
    }
  }
}

/** What a provider call counts as; nothing where the provider did its part. */
const metricOf: Readonly<Record<OutcomeKind, MetricName | undefined>> = {
  accepted: undefined,
  refused: undefined,
  throttled: "ProviderThrottled",
  misconfigured: "MisconfiguredProvider",
  unavailable: "ProviderFailure",
  unknown: "ProviderFailure",
};
