import type { AddressKind } from "./address.ts";
import type { AfterUnknown } from "./channel.ts";
import type { PassedOver, PassedOverReason, ProviderCall } from "./delivery.ts";
import type { Notification } from "./notification.ts";
import { hasExpired } from "./notification.ts";
import type { Outcome } from "./outcome.ts";
import { thrownCode } from "./outcome.ts";
import type { ConfiguredProvider, ListedProvider } from "./ports/configuration.ts";
import type { Clock, Timer } from "./ports/system.ts";
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
  /** The provider that accepted or refused, which proves that it works. */
  readonly working?: string;
  /** Present when the delivery only has to wait: the attempt does not count. */
  readonly wait?: {
    /** What the providers ask for, if each of those that throttled does: the least. */
    readonly retryAfterSeconds?: number;
  };
  readonly calls: readonly ProviderCall[];
  /** The providers whose turn came and that were not called. */
  readonly passedOver: readonly PassedOver[];
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

/** A provider of which it is known without a call that it cannot be asked, and why. */
interface Excluded {
  readonly id: string;
  readonly reason: PassedOverReason;
}

/** What was tried so far in one attempt. */
interface Tried {
  readonly calls: ProviderCall[];
  readonly passedOver: PassedOver[];
  /** What each provider that throttled asked for, in seconds. */
  readonly retryAfters: (number | undefined)[];
}

/**
 * Tries a channel's providers in order until one accepts or refuses, or until an outcome is unknown
 * and the channel holds after that. A provider is passed over that has no settings, whose address the
 * notification lacks or is suppressed, or that is known to be down; when all are down, the one that
 * reopens first is tried. A provider whose time-out does not fit before `until` is not called, and
 * neither is any after it.
 */
export async function sendWithFailover(
  deps: FailoverDependencies,
  providers: readonly ListedProvider[],
  notification: Notification,
  channel: string,
  options: FailoverOptions,
): Promise<FailoverResult> {
  const listed = providers.map((each) => standingOf(each, notification, channel, options));
  const tried: Tried = { calls: [], passedOver: [], retryAfters: [] };
  const candidates = listed.filter((each) => "message" in each);
  const isAnySuppressed = listed.some((each) => "reason" in each && each.reason === "suppressed");
  if (isAnySuppressed && candidates.length === 0) {
    for (const each of listed) {
      passOver(deps, each, tried);
    }
    return { final: "suppressed", ...soFar(tried) };
  }
  await deps.health.refresh(providers);
  const end = await tryInOrder(deps, listed, notification, options, tried);
  if (end) {
    return { ...end, ...soFar(tried) };
  }
  return { ...soFar(tried), ...(candidates.length > 0 && onlyWaits(tried)) };
}

/** How trying ends, beside what was tried. */
type End = Omit<FailoverResult, "calls" | "passedOver">;

function soFar({ calls, passedOver }: Tried): Pick<FailoverResult, "calls" | "passedOver"> {
  return { calls, passedOver };
}

function standingOf(
  provider: ListedProvider,
  notification: Notification,
  channel: string,
  { isSuppressed }: FailoverOptions,
): Candidate | Excluded {
  const { id } = provider;
  if (provider.settingsMark === undefined) {
    return { id, reason: "no-settings" };
  }
  const message = messageFor(provider, notification, channel);
  if (message === undefined) {
    return { id, reason: "no-address" };
  }
  const { address } = provider;
  const isOut = address !== null && isSuppressed(address);
  return isOut ? { id, reason: "suppressed" } : { provider, message };
}

/** Notes that a provider is not called, where that was known before or its record says so. */
function passOver(
  { clock }: FailoverDependencies,
  each: Candidate | Excluded,
  { passedOver }: Tried,
): void {
  const { id, reason } =
    "reason" in each ? each : { id: each.provider.id, reason: "down" as const };
  passedOver.push({ at: clock.now(), provider: id, reason });
}

async function tryInOrder(
  deps: FailoverDependencies,
  listed: readonly (Candidate | Excluded)[],
  notification: Notification,
  options: FailoverOptions,
  tried: Tried,
): Promise<End | undefined> {
  for (const each of listed) {
    if ("reason" in each) {
      passOver(deps, each, tried);
      continue;
    }
    if (!fits(deps.clock, each, options.until)) {
      return undefined;
    }
    if (hasExpired(notification, deps.clock.now())) {
      return undefined;
    }
    const { id, timeoutMs } = each.provider;
    const admission = await deps.health.admit(id, timeoutMs);
    if (admission === "open") {
      passOver(deps, each, tried);
      continue;
    }
    const end = await tryCandidate(deps, each, admission, options, tried);
    if (end) {
      return end;
    }
  }
  const isAllOpen = tried.calls.length === 0;
  const candidates = listed.filter((each) => "message" in each);
  return isAllOpen ? tryFirstToReopen(deps, candidates, options, tried) : undefined;
}

async function tryFirstToReopen(
  deps: FailoverDependencies,
  candidates: readonly Candidate[],
  options: FailoverOptions,
  tried: Tried,
): Promise<End | undefined> {
  const first = deps.health.firstToReopen(candidates.map(({ provider }) => provider.id));
  const candidate = candidates.find(({ provider }) => provider.id === first);
  if (candidate === undefined || !fits(deps.clock, candidate, options.until)) {
    return undefined;
  }
  const index = tried.passedOver.findIndex(({ provider }) => provider === first);
  tried.passedOver.splice(index, 1);
  return tryCandidate(deps, candidate, "open", options, tried);
}

/** Calls one provider; returns the result if no other provider is to be tried. */
async function tryCandidate(
  deps: FailoverDependencies,
  { provider, message }: Candidate,
  admission: Admission,
  { afterUnknown }: FailoverOptions,
  { calls, retryAfters }: Tried,
): Promise<End | undefined> {
  const { outcome, call } = await callProvider(deps, provider, message);
  calls.push(call);
  if (outcome.kind === "accepted") {
    const { providerMessageId } = outcome;
    const accepted = { provider: provider.id, providerMessageId };
    return { accepted, working: provider.id };
  }
  if (outcome.kind === "refused") {
    return refusedBy(provider, outcome);
  }
  await deps.health.fails(provider, admission, outcome);
  if (outcome.kind === "throttled") {
    retryAfters.push(outcome.retryAfterSeconds);
  }
  const isFinal = outcome.kind === "unknown" && afterUnknown === "hold";
  return isFinal ? { final: "unknown" } : undefined;
}

/**
 * An attempt does not count that had no time for any provider, or in which a provider throttled: that
 * one works, and will take the message in its turn, whatever the others say. It counts where an
 * outcome was unknown, as each further attempt may send the message once more.
 */
function onlyWaits({ calls, retryAfters }: Tried): Pick<End, "wait"> {
  const isUnknown = calls.some(({ outcome }) => outcome === "unknown");
  if (calls.length > 0 && (retryAfters.length === 0 || isUnknown)) {
    return {};
  }
  const asked = retryAfters.filter((seconds) => seconds !== undefined);
  const isAskedByAll = asked.length > 0 && asked.length === retryAfters.length;
  return { wait: isAskedByAll ? { retryAfterSeconds: Math.min(...asked) } : {} };
}

function refusedBy(
  { id, address }: ConfiguredProvider,
  { suppress }: Extract<Outcome, { kind: "refused" }>,
): End {
  return {
    final: "refused",
    working: id,
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
    sms: _sms,
    ...carried
  } = notification;
  const to = provider.address === null ? "" : addresses[provider.address];
  return to === undefined
    ? undefined
    : { ...carried, to, text, notificationId, channel, account: provider.id };
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
