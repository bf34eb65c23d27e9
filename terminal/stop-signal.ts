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

/**
 * Turns Ctrl-C, SIGTERM and SIGHUP into an abort with a `StopRequested`. The same signal a second
 * time ends the process at once.
 */
export function listenForStop(): AbortSignal {
  const controller = new AbortController();
  for (const name of Object.keys(exitCodes) as (keyof typeof exitCodes)[]) {
    process.once(name, () => {
      controller.abort(new StopRequested(exitCodes[name]));
    });
  }
  if (process.env["npm_lifecycle_event"] !== undefined) {
    stopWithParent(controller);
  }
  return controller.signal;
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
