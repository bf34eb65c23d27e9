/** The namespace of Herald's own metrics in CloudWatch. */
export const metricsNamespace = "Herald";

/** The dimensions of every metric of a stage: stages of one account share none. */
export function metricDimensions(stage: string): Readonly<Record<"service" | "stage", string>> {
  return { service: "herald", stage };
}
