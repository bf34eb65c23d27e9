import type { AddressKind } from "./address.ts";
import type { AfterUnknown } from "./channel.ts";
import type { ProviderCall } from "./delivery.ts";
import type { Notification } from "./notification.ts";
import { hasExpired } from "./notification.ts";
import type { Outcome } from "./outcome.ts";
import { thrownCode } from "./outcome.ts";
import type { Clock, ConfiguredProvider, Timer } from "./ports.ts";
import type { ProviderMessage } from "./provider.ts";
import type { Admission, ProviderHealth } from "./provider-health.ts";

/** What trying a channel's providers once came to. */
export interface FailoverResult {
  /** The provider that accepted, and its message id. */
  readonly accepted?: { readonly provider: string; readonly providerMessageId: string };
  /** Why the message must not be tried again, although no provider accepted it. */
  readonly final?: "refused" | "unknown" | "suppressed";
  /** The kind of address that a provider refused as one that will never work again. */
  readonly suppress?: { readonly address: AddressKind; readonly provider: string };
  readonly calls: readonly ProviderCall[];
}

/** What trying providers needs. */
export interface FailoverDependencies {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly health: ProviderHealth;
}

/** What one attempt allows. */
export interface FailoverOptions {
  readonly afterUnknown: AfterUnknown;
  /** No call may last longer than this. */
  readonly until: Date;
  /** Whether the user's address of this kind is not to be written to. */
  readonly isSuppressed: (kind: AddressKind) => boolean;
}

/** A provider that can reach the user, and what it would be asked to carry. */
interface Candidate {
  readonly provider: ConfiguredProvider;
  readonly message: ProviderMessage;
}

/**
 * Tries a channel's providers in order until one accepts or refuses, or until an outcome is unknown
 * and the channel holds after that. A provider whose address the notification lacks is passed over,
 * and so is one whose address is suppressed, or that is known to be down; when all are down, the one
 * that reopens first is tried. A provider whose time-out does not fit before `until` is not called,
 * and neither is any after it.
 */
export async function sendWithFailover(
  deps: FailoverDependencies,
  providers: readonly ConfiguredProvider[],
  notification: Notification,
  channel: string,
  options: FailoverOptions,
): Promise<FailoverResult> {
  const usable = providers.flatMap((provider): Candidate[] => {
    const message = messageFor(provider, notification, channel);
    return message === undefined ? [] : [{ provider, message }];
  });
  const candidates = usable.filter(
    ({ provider: { address } }) => address === null || !options.isSuppressed(address),
  );
  if (usable.length > 0 && candidates.length === 0) {
    return { final: "suppressed", calls: [] };
  }
  await deps.health.refresh(providers.map(({ id }) => id));
  const calls: ProviderCall[] = [];
  for (const candidate of candidates) {
    if (!fits(deps.clock, candidate, options.until)) {
      return { calls };
    }
    if (hasExpired(notification, deps.clock.now())) {
      return { calls };
    }
    const { id, timeoutMs } = candidate.provider;
    const admission = await deps.health.admit(id, timeoutMs);
    if (admission === "open") {
      continue;
    }
    const end = await tryCandidate(deps, candidate, admission, options, calls);
    if (end) {
      return end;
    }
  }
  const isAllOpen = calls.length === 0;
  return (isAllOpen && (await tryFirstToReopen(deps, candidates, options))) || { calls };
}

async function tryFirstToReopen(
  deps: FailoverDependencies,
  candidates: readonly Candidate[],
  options: FailoverOptions,
): Promise<FailoverResult | undefined> {
  const first = deps.health.firstToReopen(candidates.map(({ provider }) => provider.id));
  const candidate = candidates.find(({ provider }) => provider.id === first);
  if (candidate === undefined || !fits(deps.clock, candidate, options.until)) {
    return undefined;
  }
  const calls: ProviderCall[] = [];
  return (await tryCandidate(deps, candidate, "open", options, calls)) ?? { calls };
}

/** Calls one provider; returns the result if no other provider is to be tried. */
async function tryCandidate(
  deps: FailoverDependencies,
  { provider, message }: Candidate,
  admission: Admission,
  { afterUnknown }: FailoverOptions,
  calls: ProviderCall[],
): Promise<FailoverResult | undefined> {
  const { outcome, call } = await callProvider(deps, provider, message);
  calls.push(call);
  await deps.health.note(provider.id, admission, outcome);
  if (outcome.kind === "accepted") {
    const { providerMessageId } = outcome;
    return { accepted: { provider: provider.id, providerMessageId }, calls };
  }
  if (outcome.kind === "refused") {
    return refusedBy(provider, outcome, calls);
  }
  const isFinal = outcome.kind === "unknown" && afterUnknown === "hold";
  return isFinal ? { final: "unknown", calls } : undefined;
}

function refusedBy(
  { id, address }: ConfiguredProvider,
  { suppress }: Extract<Outcome, { kind: "refused" }>,
  calls: readonly ProviderCall[],
): FailoverResult {
  return {
    final: "refused",
    calls,
    ...(suppress && address !== null && { suppress: { address, provider: id } }),
  };
}

function fits(clock: Clock, { provider }: Candidate, until: Date): boolean {
  return clock.now().getTime() + provider.timeoutMs <= until.getTime();
}

function messageFor(
  provider: ConfiguredProvider,
  notification: Notification,
  channel: string,
): ProviderMessage | undefined {
  const {
    id: notificationId,
    message: text,
    addresses,
    channels: _channels,
    expectsResponse: _expectsResponse,
    registeredAt: _registeredAt,
    ...carried
  } = notification;
  const to = provider.address === null ? "" : addresses[provider.address];
  return to === undefined ? undefined : { ...carried, to, text, notificationId, channel };
}

async function callProvider(
  deps: FailoverDependencies,
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

/** A call that throws or outlasts its time-out may have reached the provider all the same. */
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
    return { kind: "unknown", code: thrownCode(error) };
  }
}
