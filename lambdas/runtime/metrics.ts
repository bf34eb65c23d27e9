import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";

/** Metrics in CloudWatch's embedded format, namespace `Herald`. */
export const metrics = new Metrics();

/** The metrics that Herald counts; alarms in the stack go by these names. */
export type MetricName =
  | "Accepted"
  | "Rejected"
  | "Throttled"
  | "InvalidConfiguration"
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
