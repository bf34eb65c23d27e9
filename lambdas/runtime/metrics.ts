import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { currentStage } from "./environment.ts";
import { metricDimensions, metricsNamespace } from "./metric-dimensions.ts";

const { service, ...defaultDimensions } = metricDimensions(currentStage());

/** Where nothing was counted nothing is published, which is no warning: most look-ups count nothing. */
class QuietMetrics extends Metrics {
  override publishStoredMetrics(): this {
    return this.hasStoredMetrics() ? super.publishStoredMetrics() : this;
  }
}

/** Metrics in CloudWatch's embedded format, each with its stage. */
export const metrics = new QuietMetrics({
  namespace: metricsNamespace,
  serviceName: service,
  defaultDimensions,
});

/** The metrics that Herald counts; alarms in the stack go by these names. */
export type MetricName =
  | "Accepted"
  | "Rejected"
  | "Throttled"
  | "Limited"
  | "InvalidConfiguration"
  | "ConfigurationUnavailable"
  | "MisconfiguredProvider"
  | "ProviderFailure"
  | "ProviderThrottled"
  | "DeliverySent"
  | "DeliveryFailed"
  | "DeliveryDropped"
  | "PutBack"
  | "AttemptFailed"
  | "MalformedMessage"
  | "CallbackTaken"
  | "ReceiptRecorded"
  | "ReceiptIgnored"
  | "ReceiptPutBack"
  | "ReceiptRejected";

/** Counts one. */
export function count(metric: MetricName): void {
  metrics.addMetric(metric, MetricUnit.Count, 1);
}
