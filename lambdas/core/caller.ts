/**
 * What a caller may do: `send` notifications; `read`: look them up; `change`: retry and cancel;
 * `erase` a user; `operate`: the service's status and suppressed addresses.
 */
export const scopes = ["send", "read", "change", "erase", "operate"] as const;

export type Scope = (typeof scopes)[number];

/** Who may call the API: a named key, or an IAM principal. */
export interface Caller {
  /** A name of the deployment configuration, or the principal's ARN. */
  readonly name: string;
  readonly scopes: readonly Scope[];
}

/** The one caller of a stage whose configuration names none. */
export const defaultCaller = "default";

/** The name of a caller that API Gateway let through and the deployment does not know. */
export const unknownCaller = "unknown";

/** Whether a caller is an IAM principal, whose name is its ARN: no caller with a key has a colon. */
export function isPrincipal(caller: string): boolean {
  return caller.startsWith("arn:");
}

/** The names that callers with keys can have. */
export const callerNamePattern = /^[a-z][a-z0-9-]{0,31}$/;
