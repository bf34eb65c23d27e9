import * as z from "zod";
import { receiptKinds } from "./receipts.ts";

/**
 * How a provider behaves:
 *
 * - `accept`: as the real one;
 * - `refuse-recipient`, `rate-limit`, `server-error`, `bad-credentials`: its own error answer;
 * - `hang`: no answer until the client goes away;
 * - `reset`: the connection is closed before anything is taken;
 * - `accept-then-reset`: the message is taken, then the connection is closed;
 * - `respond`: the response that is given with it, to every call that is right.
 */
const behaviorNames = [
  "accept",
  "refuse-recipient",
  "rate-limit",
  "server-error",
  "bad-credentials",
  "hang",
  "reset",
  "accept-then-reset",
  "respond",
] as const;

/** One way to behave. */
export type Behavior = (typeof behaviorNames)[number];

const fieldsSchema = z.strictObject({
  behavior: z.enum(behaviorNames).default("accept"),
  /** The share of calls to which the behavior applies, 0 to 1; the others are accepted. */
  probability: z.number().min(0).max(1).default(1),
  /** The only recipients for whose messages the behavior is; the others' are accepted. All if left out. */
  recipients: z.array(z.string()).optional(),
  /** Milliseconds that each call waits first, a minute at most. */
  latencyMs: z.number().int().min(0).max(60_000).default(0),
  /**
   * How many messages it takes within any second, whatever its behavior; to what is more it responds
   * that this is too fast, as it does under `rate-limit`. Without a limit when it is left out.
   */
  perSecond: z.number().int().min(1).optional(),
  /** What it says later of each message that it takes. */
  receipt: z.enum(receiptKinds).default("none"),
  /** What it responds with when it is to `respond`, for instance an error as its pages have it. */
  response: z
    .strictObject({
      status: z.number().int().min(200).max(599),
      headers: z.record(z.string(), z.string()).default({}),
      body: z.string(),
    })
    .optional(),
});

/** What `PUT /_control/<provider>` takes. */
export const controlSchema = fieldsSchema.refine(
  ({ behavior, response }) => (behavior === "respond") === (response !== undefined),
  { error: "goes with respond, and with nothing else", path: ["response"] },
);

/** How a provider is to behave; what is left out has its default. */
export type BehaviorSettings = z.input<typeof controlSchema>;

/** How one provider is set to behave. */
export type Control = z.infer<typeof controlSchema>;

const acceptAll: Control = {
  behavior: "accept",
  probability: 1,
  latencyMs: 0,
  receipt: "none",
};

/** How it behaves this time. */
export function chooseBehavior({ behavior, probability }: Control): Behavior {
  return Math.random() < probability ? behavior : "accept";
}

/** How each provider is set to behave; `accept` unless set. */
export class Controls {
  readonly #controls = new Map<string, Control>();
  readonly #providers: readonly string[];

  constructor(providers: readonly string[]) {
    this.#providers = providers;
  }

  get(provider: string): Control {
    return this.#controls.get(provider) ?? acceptAll;
  }

  set(provider: string, control: Control): void {
    this.#controls.set(provider, control);
  }

  /** Sets every provider back to `accept`. */
  clear(): void {
    this.#controls.clear();
  }

  /** Every provider's setting, by its id. */
  all(): Record<string, Control> {
    return Object.fromEntries(this.#providers.map((provider) => [provider, this.get(provider)]));
  }
}
