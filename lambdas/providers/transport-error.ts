import type { Outcome } from "../core/outcome.ts";

/**
 * How far a call's connection had come: nothing of a request is written before it is `open`.
 * `securing` is the TLS handshake.
 */
export type ConnectionPhase = "connecting" | "securing" | "open";

/**
 * A call that got no whole answer.
 *
 * It keeps neither the address called nor the underlying error, whose text may hold a key.
 */
export class TransportError extends Error {
  override readonly name = "TransportError";

  /** `unavailable` when the connection never opened, else `unknown`. */
  readonly outcome: Outcome;

  constructor(phase: ConnectionPhase, cause: unknown) {
    const outcome = outcomeOf(phase, cause);
    super(outcome.code);
    this.outcome = outcome;
  }
}

type TransportOutcome = Extract<Outcome, { kind: "unavailable" | "unknown" }>;

function outcomeOf(phase: ConnectionPhase, cause: unknown): TransportOutcome {
  const code = errorCode(cause);
  if (phase === "open") {
    return { kind: "unknown", code: openWords[code] ?? "connection-lost" };
  }
  const fallback = phase === "securing" ? "tls-failure" : "connection-failed";
  return { kind: "unavailable", code: unopenedWords[code] ?? fallback };
}

function errorCode(cause: unknown): string {
  const { code } = Object(cause) as { readonly code?: unknown };
  return typeof code === "string" ? code : "";
}

/**
 * Node's error codes while connecting: https://nodejs.org/api/errors.html#common-system-errors. And
 * Herald's own for a request that an open connection did not take.
 */
const unopenedWords: Readonly<Record<string, string>> = {
  ABORT_ERR: "connect-timeout",
  ETIMEDOUT: "connect-timeout",
  ECONNREFUSED: "connection-refused",
  ENOTFOUND: "dns-failure",
  EAI_AGAIN: "dns-failure",
  HERALD_PRIVATE_ADDRESS: "private-address",
  HERALD_REQUEST_REFUSED: "request-refused",
};

/** The same once the request may have been written. */
const openWords: Readonly<Record<string, string>> = {
  ABORT_ERR: "timeout",
  ETIMEDOUT: "timeout",
  ECONNRESET: "connection-reset",
  EPIPE: "connection-reset",
  HERALD_ANSWER_SIZE: "answer-too-large",
};
