import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(import.meta.resolve("./function-program.ts"));

/** A function that runs from its bundle in a process of its own, as Lambda runs it. */
export class FunctionProcess {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /**
   * Starts a function.
   *
   * @param bundle the file of the bundle that is imported first.
   * @param variables the function's whole environment.
   */
  static async start(
    bundle: string,
    variables: Readonly<Record<string, string>>,
  ): Promise<FunctionProcess> {
    const started = new FunctionProcess(fork(program, [bundle], { env: variables, execArgv: [] }));
    await started.#next();
    return started;
  }

  /** Invokes the function; an invocation begins when the one before has ended. */
  async invoke<Result>(event: unknown): Promise<Result> {
    const result = this.#next();
    this.#child.send(event as object);
    return (await result) as Result;
  }

  /** Ends the process. */
  async stop(): Promise<void> {
    const end = once(this.#child, "exit");
    this.#child.kill();
    await end;
  }

  async #next(): Promise<unknown> {
    const end = new AbortController();
    const { signal } = end;
    try {
      const [what] = await Promise.race([
        once(this.#child, "message", { signal }),
        once(this.#child, "exit", { signal }).then(([code]) => {
          throw new Error(`the function ended with ${code}`);
        }),
      ]);
      return what;
    } finally {
      end.abort();
    }
  }
}
