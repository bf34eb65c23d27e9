import { Listr, ListrLogger, ListrLogLevels, PRESET_TIMER } from "listr2";

/** Told how far a step is, one line at a time. */
export type Report = (line: string) => void;

/** One piece of work that takes a while. */
export interface Step {
  readonly title: string;
  /** Without a TTY, milliseconds between two lines of it; those in between are left out. */
  readonly plainIntervalMs?: number;
  run(report: Report): Promise<void>;
}

const counterIntervalMs = 1_000;

/**
 * Runs steps in order and shows how they go and how long each takes: a live list, or plain lines
 * where there is no TTY. Rejects with what the first failing step rejects with.
 */
export async function runSteps(steps: readonly Step[]): Promise<void> {
  await showing(steps, { isTimed: true });
}

/**
 * Runs steps that report a counter, like `runSteps`, but without times, and without a TTY at most
 * one line a second.
 *
 * @param options `silent` shows nothing at all.
 */
export async function runCountingSteps(
  steps: readonly Step[],
  { silent = false } = {},
): Promise<void> {
  const counting = steps.map(({ title, run }) => ({
    title,
    run,
    plainIntervalMs: counterIntervalMs,
  }));
  await showing(counting, { isSilent: silent });
}

interface Display {
  readonly isTimed?: boolean;
  readonly isSilent?: boolean;
}

/** Leaves out why a step failed: whoever runs the steps says it, where there is a list as well. */
class PlainLogger extends ListrLogger {
  override log(...line: Parameters<ListrLogger["log"]>): void {
    if (line[0] !== ListrLogLevels.FAILED) {
      super.log(...line);
    }
  }
}

async function showing(
  steps: readonly Step[],
  { isTimed = false, isSilent = false }: Display,
): Promise<void> {
  // Some terminals have a width of 0; a live list needs one.
  const isPlain = !process.stdout.isTTY || process.stdout.columns === 0;
  const timer = isTimed && { timer: PRESET_TIMER };
  const tasks = steps.map((step) => ({
    title: step.title,
    task: (_: unknown, task: { output: string }) => {
      const report = (line: string) => {
        task.output = line;
      };
      const { plainIntervalMs = 0 } = step;
      return step.run(isPlain ? atIntervals(report, plainIntervalMs) : report);
    },
  }));
  await new Listr<unknown, "default", "verbose">(tasks, {
    renderer: "default",
    rendererOptions: { ...timer, showErrorMessage: false },
    fallbackRenderer: "verbose",
    fallbackRendererOptions: { ...timer, logger: new PlainLogger({ useIcons: false }) },
    fallbackRendererCondition: () => isPlain,
    silentRendererCondition: () => isSilent,
    // Whoever runs the steps puts things back in order before the process ends.
    registerSignalListeners: false,
  }).run();
}

/** Passes on the first line, and from then on at most one in each interval. */
function atIntervals(report: Report, intervalMs: number): Report {
  let nextAt = 0;
  return (line) => {
    const now = Date.now();
    if (now < nextAt) {
      return;
    }
    nextAt = now + intervalMs;
    report(line);
  };
}
