/** The process was asked to stop. */
export class StopRequested extends Error {
  override readonly name = "StopRequested";
  /** The exit code that a shell reports for the signal: 128 and its number. */
  readonly exitCode: number;

  constructor(exitCode: number) {
    super("stop requested");
    this.exitCode = exitCode;
  }
}

const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** For that long a signal that comes again is the same one, in milliseconds. */
const echoMs = 1_000;

/**
 * Turns Ctrl-C, SIGTERM and SIGHUP into an abort with a `StopRequested`. The same signal a second
 * time, more than a second later, ends the process at once.
 *
 * A Ctrl-C comes twice: a terminal sends it to npm and to this process, and npm passes on its own.
 */
export function listenForStop(): AbortSignal {
  const controller = new AbortController();
  for (const name of Object.keys(exitCodes) as (keyof typeof exitCodes)[]) {
    const stop = () => {
      if (!controller.signal.aborted) {
        controller.abort(new StopRequested(exitCodes[name]));
      }
      setTimeout(() => process.off(name, stop), echoMs).unref();
    };
    process.on(name, stop);
  }
  dropOutputOfClosedTerminal();
  if (process.env["npm_lifecycle_event"] !== undefined) {
    stopWithParent(controller);
  }
  return controller.signal;
}

/** A terminal that was closed takes no output any more; what there is to stop is to be stopped all the same. */
function dropOutputOfClosedTerminal(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EIO" && error.code !== "EPIPE") {
        throw error;
      }
    });
  }
}

/** A signal sent to npm ends npm and its shell, but does not always reach this process. */
function stopWithParent(controller: AbortController): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) {
      controller.abort(new StopRequested(exitCodes.SIGTERM));
    }
  }, 200).unref();
}
