import { setTimeout as sleep } from "node:timers/promises";
import type { Accepted, ApiResponse, HeraldClient, Submission } from "../client/herald-client.ts";

/** How a call ended. */
export type CallResult =
  | { readonly kind: "accepted"; readonly id: string }
  | { readonly kind: "throttled" }
  | { readonly kind: "refused"; readonly status: number }
  | { readonly kind: "unanswered" };

/** API Gateway's own limit is 29 s; the functions have 10 s. */
const responseTimeoutMs = 30_000;

/** Longer than any fault lasts: a caller that gives up has found a broken promise. */
const giveUpAfterMs = 120_000;

/** A well-behaved caller: repeats its call with the same key until the response is conclusive. */
export class Caller {
  readonly #client: HeraldClient;
  readonly #signal: AbortSignal | undefined;
  /** How many calls were repeated, by status or by why there was no response. */
  readonly repeated = new Map<string, number>();

  /** @param signal ends every call when it aborts. */
  constructor(client: HeraldClient, signal?: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
  }

  /** Sends a notification, again and again for at most two minutes, until the outcome is clear. */
  async call(submission: Submission, key: string): Promise<CallResult> {
    const deadline = Date.now() + giveUpAfterMs;
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

  /**
   * Turns a category off for a user, again and again for at most two minutes.
   *
   * @returns when that was done; `undefined` if it was not.
   */
  async unsubscribe(userId: string, category: string): Promise<Date | undefined> {
    const deadline = Date.now() + giveUpAfterMs;
    while (Date.now() < deadline) {
      this.#signal?.throwIfAborted();
      try {
        await this.#client.changePreferences(userId, { categories: { [category]: false } });
        return new Date();
      } catch {
        await sleep(500, undefined, { signal: this.#signal });
      }
    }
    return undefined;
  }

  async #post(submission: Submission, key: string): Promise<ApiResponse | string> {
    const timedOut = AbortSignal.timeout(responseTimeoutMs);
    const { promise, resolve } = Promise.withResolvers<string>();
    timedOut.addEventListener("abort", () => resolve("timeout"));
    const response = this.#client.post(submission, { "idempotency-key": key });
    return Promise.race([promise, response.catch(() => "no response")]);
  }
}

/** What a response means; `undefined` when the call must be repeated. */
function resultOf({ status, headers, body }: ApiResponse): CallResult | undefined {
  if (status === 202) {
    return { kind: "accepted", id: (body as Accepted).id };
  }
  // API Gateway's own 429 lacks this field: it says nothing about the user.
  if (status === 429) {
    return headers.has("ratelimit-policy") ? { kind: "throttled" } : undefined;
  }
  return status === 409 || status >= 500 ? undefined : { kind: "refused", status };
}
