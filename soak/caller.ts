import { setTimeout as sleep } from "node:timers/promises";
import type { Accepted, ApiResponse, HeraldClient, Submission } from "../client/herald-client.ts";

/** What a call came to in the end. */
export type CallResult =
  | { readonly kind: "accepted"; readonly id: string }
  | { readonly kind: "throttled" }
  | { readonly kind: "refused"; readonly status: number }
  | { readonly kind: "unanswered" };

/** The API's own limit is 29 s; the functions have 10 s. */
const answerWithinMs = 30_000;

/** Longer than any fault lasts: a caller that gives up has found a broken promise. */
const givesUpAfterMs = 120_000;

/** A good caller: repeats its call with the same key until the answer is one to go by. */
export class Caller {
  readonly #client: HeraldClient;
  readonly #signal: AbortSignal | undefined;
  /** Calls that had to be repeated, by what was answered. */
  readonly repeated = new Map<string, number>();

  /** @param signal ends every call when it aborts. */
  constructor(client: HeraldClient, signal?: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
  }

  /** Asks for a notification until there is an answer, for two minutes at most. */
  async call(submission: Submission, key: string): Promise<CallResult> {
    const deadline = Date.now() + givesUpAfterMs;
    for (let pauseMs = 100; Date.now() < deadline; pauseMs = Math.min(2 * pauseMs, 1_000)) {
      this.#signal?.throwIfAborted();
      const response = await this.#post(submission, key);
      const result = typeof response === "string" ? undefined : resultOf(response);
      if (result) {
        return result;
      }
      const reason = typeof response === "string" ? response : String(response.status);
      this.repeated.set(reason, (this.repeated.get(reason) ?? 0) + 1);
      await sleep(pauseMs, undefined, { signal: this.#signal });
    }
    return { kind: "unanswered" };
  }

  async #post(submission: Submission, key: string): Promise<ApiResponse | string> {
    const timedOut = AbortSignal.timeout(answerWithinMs);
    const { promise, resolve } = Promise.withResolvers<string>();
    timedOut.addEventListener("abort", () => resolve("timeout"));
    const response = this.#client.post(submission, { "idempotency-key": key });
    return Promise.race([promise, response.catch(() => "no answer")]);
  }
}

/** What an answer means; `undefined` when the call is to be repeated. */
function resultOf({ status, headers, body }: ApiResponse): CallResult | undefined {
  if (status === 202) {
    return { kind: "accepted", id: (body as Accepted).id };
  }
  // The API's own 429 has no such field: it says nothing about the user.
  if (status === 429) {
    return headers.has("ratelimit-policy") ? { kind: "throttled" } : undefined;
  }
  return status === 409 || status >= 500 ? undefined : { kind: "refused", status };
}
