import type * as z from "zod/mini";
import type { Outcome } from "../core/outcome.ts";
import type { HttpCallResponse } from "./http-call.ts";
import { httpCall } from "./http-call.ts";
import { withRetryAfter } from "./retry-after.ts";
import { TransportError } from "./transport-error.ts";

/** One JSON request to a provider's REST API. */
export interface JsonPost {
  readonly url: string;
  /** Sent besides `content-type`, e.g. `{ authorization: "Bearer …" }`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/**
 * Posts JSON to a provider, once.
 *
 * @param toOutcome reads the provider's answer, whatever its status.
 * @returns its outcome, or the transport's when no whole answer came.
 */
export async function postJson(
  post: JsonPost,
  signal: AbortSignal,
  toOutcome: (response: HttpCallResponse) => Outcome,
): Promise<Outcome> {
  const headers = { "content-type": "application/json", accept: "application/json" };
  return await withTransportOutcome(async () => {
    const response = await httpCall(
      {
        method: "POST",
        url: post.url,
        headers: { ...headers, ...post.headers },
        body: JSON.stringify(post.body),
      },
      signal,
    );
    return withRetryAfter(toOutcome(response), response);
  });
}

/** Runs a call and turns a `TransportError` that it throws into its outcome. */
export async function withTransportOutcome(call: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof TransportError) {
      return error.outcome;
    }
    throw error;
  }
}

/** Reads a provider's JSON answer; `undefined` when it is not JSON or not of the schema's shape. */
export function readJson<Answer>(
  schema: z.ZodMiniType<Answer>,
  response: HttpCallResponse,
): Answer | undefined {
  try {
    return schema.safeParse(JSON.parse(response.body)).data;
  } catch {
    return undefined;
  }
}
