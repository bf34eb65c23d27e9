import { Logger } from "@aws-lambda-powertools/logger";
import { thrownCode } from "../core/outcome.ts";
import { DependencyUnavailable } from "../core/ports/unavailable.ts";

export { userHash } from "./user-hash.ts";

/** Structured logs. Never give it an event, an error, an address, a message or a parameter's value. */
export const logger = new Logger();

/** What may be said of an error in a log: its kind, never its text, which may quote content. */
export function describeError(error: unknown): {
  error: string;
  dependency?: string;
  cause?: string;
} {
  if (error instanceof DependencyUnavailable) {
    return { error: error.name, dependency: error.service, cause: thrownCode(error.cause) };
  }
  return { error: thrownCode(error) };
}
