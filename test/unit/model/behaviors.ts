import type { Outcome } from "../../../lambdas/core/outcome.ts";

/** What a provider that behaves so does with a call, and the outcome that comes of it. */
export interface Behavior {
  readonly takes: boolean;
  readonly outcome: Outcome | "hang";
}

const accepted: Outcome = { kind: "accepted", providerMessageId: "taken" };
const reset: Outcome = { kind: "unknown", code: "connection-reset" };

/** The provider simulator's behaviors, and one that says how long it is too busy. */
export const behaviors = {
  accept: { takes: true, outcome: accepted },
  "refuse-recipient": { takes: false, outcome: { kind: "refused", code: "21211" } },
  "refuse-for-good": { takes: false, outcome: { kind: "refused", code: "21610", suppress: true } },
  "rate-limit": { takes: false, outcome: { kind: "throttled", code: "http-429" } },
  "rate-limit-for-7-s": {
    takes: false,
    outcome: { kind: "throttled", code: "http-429", retryAfterSeconds: 7 },
  },
  "server-error": { takes: false, outcome: { kind: "unavailable", code: "http-503" } },
  "bad-credentials": { takes: false, outcome: { kind: "misconfigured", code: "20003" } },
  hang: { takes: false, outcome: "hang" },
  reset: { takes: false, outcome: reset },
  "accept-then-reset": { takes: true, outcome: reset },
} as const satisfies Record<string, Behavior>;

export type BehaviorName = keyof typeof behaviors;

export const behaviorNames = Object.keys(behaviors) as BehaviorName[];
