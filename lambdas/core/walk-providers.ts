import type { AfterUnknown } from "./channel.ts";
import type { ProviderCall } from "./delivery.ts";
import type { Notification } from "./notification.ts";
import type { Outcome } from "./outcome.ts";
import type { Clock, ConfiguredProvider, Timer } from "./ports.ts";
import type { ProviderMessage } from "./provider.ts";

/** What one walk along a channel's providers came to. */
export interface Walk {
  /** The provider that accepted, and its message id. */
  readonly accepted?: { readonly provider: string; readonly providerMessageId: string };
  /** What ended the walk for good, if it was not accepted and must not be tried again. */
  readonly final?: "refused" | "unknown";
  readonly calls: readonly ProviderCall[];
}

export interface WalkDependencies {
  readonly clock: Clock;
  readonly timer: Timer;
}

export interface WalkOptions {
  readonly afterUnknown: AfterUnknown;
  /** No call may last longer than this. */
  readonly until: Date;
}

/**
 * Tries a channel's providers in order until one accepts, refuses, or (where the channel holds
 * after that) leaves its answer unknown. A provider whose address the notification lacks is passed
 * over; one whose time-out does not fit before `until` ends the walk.
 */
export async function walkProviders(
  deps: WalkDependencies,
  providers: readonly ConfiguredProvider[],
  notification: Notification,
  channel: string,
  options: WalkOptions,
): Promise<Walk> {
  const calls: ProviderCall[] = [];
  for (const provider of providers) {
    const message = messageFor(provider, notification, channel);
    if (message === undefined) continue;
    if (deps.clock.now().getTime() + provider.timeoutMs > options.until.getTime()) break;
    const { outcome, call } = await callProvider(deps, provider, message);
    calls.push(call);
    if (outcome.kind === "accepted") {
      const { providerMessageId } = outcome;
      return { accepted: { provider: provider.id, providerMessageId }, calls };
    }
    if (outcome.kind === "refused") return { final: "refused", calls };
    if (outcome.kind === "unknown" && options.afterUnknown === "hold") {
      return { final: "unknown", calls };
    }
  }
  return { calls };
}

function messageFor(
  provider: ConfiguredProvider,
  notification: Notification,
  channel: string,
): ProviderMessage | undefined {
  const to = provider.address === null ? "" : notification.addresses[provider.address];
  if (to === undefined) return undefined;
  const { userId, id: notificationId, message: text, subject, expiresAt } = notification;
  return {
    to,
    text,
    ...(subject !== undefined && { subject }),
    ...(expiresAt !== undefined && { expiresAt }),
    userId,
    notificationId,
    channel,
  };
}

async function callProvider(
  deps: WalkDependencies,
  provider: ConfiguredProvider,
  message: ProviderMessage,
): Promise<{ outcome: Outcome; call: ProviderCall }> {
  const at = deps.clock.now();
  const outcome = await sendWithin(deps.timer, provider, message);
  const call: ProviderCall = {
    at,
    provider: provider.id,
    outcome: outcome.kind,
    ...(outcome.kind !== "accepted" && { code: outcome.code }),
    ms: deps.clock.now().getTime() - at.getTime(),
  };
  return { outcome, call };
}

/** A call that throws or outlasts its time-out may have been taken all the same. */
async function sendWithin(
  timer: Timer,
  provider: ConfiguredProvider,
  message: ProviderMessage,
): Promise<Outcome> {
  try {
    const outcome = await timer.limit(provider.timeoutMs, (signal) =>
      provider.send(message, signal),
    );
    return outcome === "timed-out" ? { kind: "unknown", code: "timeout" } : outcome;
  } catch (error) {
    return { kind: "unknown", code: error instanceof Error ? error.name : "thrown" };
  }
}
