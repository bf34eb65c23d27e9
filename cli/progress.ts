import { Listr } from "listr2";

/** Told how far the work is, in one line. */
export type Report = (line: string) => void;

/** One piece of work that takes a while. */
export interface Task {
  readonly title: string;
  run(report: Report): Promise<void>;
}

const plainIntervalMs = 1_000;

/**
 * Runs tasks in order and shows how they go: a live list, plain lines at most every second where
 * there is no TTY, or nothing.
 */
export async function showProgress(tasks: readonly Task[], { silent = false } = {}): Promise<void> {
  // Some terminals have a width of 0; a live list needs one.
  const isPlain = !process.stdout.isTTY || process.stdout.columns === 0;
  const list = tasks.map(({ title, run }) => ({
    title,
    task: (_: unknown, task: { output: string }) =>
      run(
        isPlain
          ? atIntervals((line) => {
              task.output = line;
            })
          : (line) => {
              task.output = line;
            },
      ),
  }));
  await new Listr<unknown, "default", "verbose">(list, {
    renderer: "default",
    rendererOptions: { showErrorMessage: false },
    fallbackRenderer: "verbose",
    fallbackRendererCondition: () => isPlain,
    silentRendererCondition: () => silent,
    // The caller stops between two steps of its work.
    registerSignalListeners: false,
  }).run();
}

/** Passes on the first line, and then one at most each interval. */
function atIntervals(report: Report): Report {
  let nextAt = 0;
  return (line) => {
    const now = Date.now();
    if (now < nextAt) {
      return;
    }
    nextAt = now + plainIntervalMs;
    report(line);
  };
}
