import { afterEach, expect, test, vi } from "vitest";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test("every metric has the stage that the function is told as a dimension", async () => {
  vi.stubEnv("HERALD_STAGE", "sandbox");
  const written: string[] = [];
  vi.spyOn(console, "log").mockImplementation((line) => written.push(line));
  // Powertools writes metrics to a console of its own, save in its development mode.
  vi.stubEnv("POWERTOOLS_DEV", "true");
  vi.stubEnv("POWERTOOLS_METRICS_DISABLED", "false");
  vi.resetModules();
  const { count, metrics } = await import("../../../lambdas/runtime/metrics.ts");
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});

  count("InvalidConfiguration");
  metrics.publishStoredMetrics();
  count("Accepted");
  metrics.publishStoredMetrics();
  // Nothing was counted since: most look-ups do that, and it is no warning.
  metrics.publishStoredMetrics();

  expect(warn).not.toHaveBeenCalled();
  const documents = written.map((line) => JSON.parse(line));
  expect(documents).toHaveLength(2);
  for (const document of documents) {
    expect(document).toMatchObject({ service: "herald", stage: "sandbox" });
    const [{ Namespace, Dimensions }] = document._aws.CloudWatchMetrics;
    expect(Namespace).toBe("Herald");
    expect(Dimensions).toEqual([["service", "stage"]]);
  }
});
