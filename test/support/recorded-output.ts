import { vi } from "vitest";

/** What a function writes: its log lines and its metrics. */
export interface RecordedOutput {
  readonly lines: Record<string, unknown>[];
  /** How often a metric was counted. */
  counted(metric: string): number;
  /** Everything that was written, as text. */
  all(): string;
  clear(): void;
}

/**
 * Keeps what functions write that are imported from now on. A test file calls it before its first
 * import of a handler, and `vi.unstubAllEnvs` and `vi.restoreAllMocks` at its end.
 */
export function recordOutput(): RecordedOutput {
  // Powertools writes to a console of its own, save in its development mode.
  vi.stubEnv("POWERTOOLS_DEV", "true");
  vi.stubEnv("POWERTOOLS_LOG_LEVEL", "INFO");
  vi.stubEnv("POWERTOOLS_METRICS_DISABLED", "false");
  const written: string[] = [];
  const lines: Record<string, unknown>[] = [];
  const counts = new Map<string, number>();
  const take = (text: unknown) => {
    written.push(String(text));
    if (!String(text).startsWith("{")) {
      // Powertools says in words that there are no metrics.
      return;
    }
    const line = JSON.parse(String(text)) as Record<string, unknown>;
    if (!("_aws" in line)) {
      lines.push(line);
      return;
    }
    for (const [name, value] of Object.entries(line)) {
      const values = [value].flat().filter((each) => typeof each === "number");
      counts.set(
        name,
        values.reduce((sum, each) => sum + each, counts.get(name) ?? 0),
      );
    }
  };
  for (const method of ["log", "info", "warn", "error"] as const) {
    vi.spyOn(console, method).mockImplementation(take);
  }
  return {
    lines,
    counted: (metric) => counts.get(metric) ?? 0,
    all: () => written.join("\n"),
    clear: () => {
      written.length = 0;
      lines.length = 0;
      counts.clear();
    },
  };
}
