/** Something that is out of order. No field holds an address, a message, a user id or a key. */
export interface Finding {
  readonly check:
    | "parameters"
    | "limits"
    | "queues"
    | "concurrency"
    | "provider health"
    | "deliveries";
  /** What it is about: `queue herald-sandbox-sms`. */
  readonly where: string;
  readonly what: string;
  readonly todo: string;
  /** Good to know, and nothing to be done: it does not count for the exit code. */
  readonly isNote?: true;
}

/** A finding in one line. */
export function formatFinding({ where, what, todo }: Finding): string {
  return `${where}: ${what} -> ${todo}`;
}
