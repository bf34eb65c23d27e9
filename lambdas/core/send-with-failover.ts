import type { AddressKind, AddressReference } from "./address.ts";
import type { CallResult } from "./call-provider.ts";
import { callProvider } from "./call-provider.ts";
import type { Candidate, ClosedAddresses, Excluded, MessageExtras, Target } from "./candidates.ts";
import { standingsOf } from "./candidates.ts";
import type { AfterUnknown } from "./channel.ts";
import type { PassedOver, ProviderCall } from "./delivery.ts";
import type { Notification } from "./notification.ts";
import { hasExpired } from "./notification.ts";
import type { ConfiguredProvider, ListedProvider } from "./ports/configuration.ts";
import type { Clock, Timer } from "./ports/system.ts";
import type { Admission, ProviderHealth } from "./provider-health.ts";

/** What trying a channel's providers once came to. */
export interface FailoverResult {
  /** The provider that accepted first, and its message id. */
  readonly accepted?: { readonly provider: string; readonly providerMessageId: string };
  /** Why the message must not be tried again, although no provider accepted it. */
  readonly final?: "refused" | "unknown" | "suppressed";
  /** Addresses that a provider refused as ones that will never work again. */
  readonly suppress: readonly DeadAddress[];
  /** Of several addresses, those that a provider refused. */
  readonly refused: readonly AddressReference[];
  /** The providers that accepted or refused, which proves that they work. */
  readonly working: readonly string[];
  /** Present when the delivery only has to wait: the attempt does not count. */
  readonly wait?: {
    /** What the providers ask for, if each of those that throttled does: the least. */
    readonly retryAfterSeconds?: number;
  };
  readonly calls: readonly ProviderCall[];
  /** The providers whose turn came and that were not called. */
  readonly passedOver: readonly PassedOver[];
}

/** An address that is never to be written to again, and the call that said so. */
export interface DeadAddress extends AddressReference {
  readonly call: ProviderCall;
}

/** What trying providers needs. */
export interface FailoverDependencies {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly health: ProviderHealth;
}

/** What one attempt allows. */
export interface FailoverOptions extends ClosedAddresses, MessageExtras {
  readonly afterUnknown: AfterUnknown;
  /** No call may last longer than this. */
  readonly until: Date;
}

/** What was tried so far in one attempt. */
interface Tried {
  readonly calls: ProviderCall[];
  readonly passedOver: PassedOver[];
  /** What each provider that throttled asked for, in seconds. */
  readonly retryAfters: (number | undefined)[];
  /** The addresses that need no further call. */
  readonly done: (AddressReference | undefined)[];
  readonly accepted: NonNullable<FailoverResult["accepted"]>[];
  /** The kind of address at which a provider accepted; `null` for none at all. */
  acceptedAt?: AddressKind | null;
  readonly refused: AddressReference[];
  readonly suppress: DeadAddress[];
}

/**
 * Tries a channel's providers in order until one accepts or refuses, or until an outcome is unknown
 * and the channel holds after that. A provider is passed over that has no settings, whose address the
 * notification lacks or is suppressed, or that is known to be down; when all are down, the one that
 * reopens first is tried. A provider whose time-out does not fit before `until` is not called, and
 * neither is any after it.
 *
 * Of several addresses of a kind, each is tried by itself: a provider is called for all of them at once, and
 * the next one for those that it did not take. Once one is taken, no other kind of address is tried.
 */
export async function sendWithFailover(
  deps: FailoverDependencies,
  providers: readonly ListedProvider[],
  notification: Notification,
  channel: string,
  options: FailoverOptions,
): Promise<FailoverResult> {
  const listed = standingsOf(providers, notification, channel, options);
  const tried: Tried = {
    calls: [],
    passedOver: [],
    retryAfters: [],
    done: [],
    accepted: [],
    refused: [],
    suppress: [],
  };
  const hasCandidates = listed.some((each) => "targets" in each);
  const isAnySuppressed = listed.some((each) => "reason" in each && each.reason === "suppressed");
  if (isAnySuppressed && !hasCandidates) {
    for (const each of listed) {
      passOver(deps, each, tried);
    }
    return { ...soFar(tried), final: "suppressed" };
  }
  await deps.health.refresh(providers);
  const isOver = await tryInOrder(deps, listed, notification, options, tried);
  const [accepted] = tried.accepted;
  if (accepted !== undefined) {
    return { ...soFar(tried), accepted };
  }
  const isHeld = options.afterUnknown === "hold" && hasUnknown(tried);
  if (isHeld || isOver) {
    return { ...soFar(tried), final: isHeld ? "unknown" : "refused" };
  }
  return { ...soFar(tried), ...(hasCandidates && onlyWaits(tried)) };
}

function soFar({ calls, passedOver, suppress, refused }: Tried) {
  const working = calls.filter(({ outcome }) => outcome === "accepted" || outcome === "refused");
  return {
    suppress,
    refused,
    working: [...new Set(working.map(({ provider }) => provider))],
    calls,
    passedOver,
  };
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

/** @returns whether there is a last word on every address of the kind that was tried last. */
async function tryInOrder(
  deps: FailoverDependencies,
  listed: readonly (Candidate | Excluded)[],
  notification: Notification,
  options: FailoverOptions,
  tried: Tried,
): Promise<boolean> {
  const candidates = listed.filter((each) => "targets" in each);
  for (const each of listed) {
    if ("reason" in each) {
      passOver(deps, each, tried);
      continue;
    }
    const candidate = stillToCall(each, tried);
    if (candidate === undefined) {
      continue;
    }
    if (!fits(deps.clock, candidate, options.until) || hasExpired(notification, deps.clock.now())) {
      return false;
    }
    const { id, timeoutMs } = candidate.provider;
    const admission = await deps.health.admit(id, timeoutMs);
    if (admission === "open") {
      passOver(deps, candidate, tried);
      continue;
    }
    await tryCandidate(deps, candidate, admission, options, tried);
    if (isOver(candidate, candidates, tried)) {
      return true;
    }
  }
  return tried.calls.length === 0 && tryFirstToReopen(deps, candidates, options, tried);
}

/** What is left for a provider to carry; `undefined` where that is nothing. */
function stillToCall(candidate: Candidate, tried: Tried): Candidate | undefined {
  const { provider } = candidate;
  if (tried.acceptedAt !== undefined && tried.acceptedAt !== provider.address) {
    return undefined;
  }
  const targets = candidate.targets.filter((target) => !isDone(target, tried));
  return targets.length === 0 ? undefined : { provider, targets };
}

function isDone({ address }: Target, { done }: Tried): boolean {
  return done.some((each) => each?.kind === address?.kind && each?.index === address?.index);
}

async function tryFirstToReopen(
  deps: FailoverDependencies,
  candidates: readonly Candidate[],
  options: FailoverOptions,
  tried: Tried,
): Promise<boolean> {
  const first = deps.health.firstToReopen(candidates.map(({ provider }) => provider.id));
  const candidate = candidates.find(({ provider }) => provider.id === first);
  if (candidate === undefined || !fits(deps.clock, candidate, options.until)) {
    return false;
  }
  const index = tried.passedOver.findIndex(({ provider }) => provider === first);
  tried.passedOver.splice(index, 1);
  await tryCandidate(deps, candidate, "open", options, tried);
  return isOver(candidate, candidates, tried);
}

/** Calls one provider for each of its targets. */
async function tryCandidate(
  deps: FailoverDependencies,
  { provider, targets }: Candidate,
  admission: Admission,
  options: FailoverOptions,
  tried: Tried,
): Promise<void> {
  const results = await Promise.all(
    targets.map(async (target) => {
      const index = target.isOneOfSeveral ? target.address?.index : undefined;
      return { target, result: await callProvider(deps, provider, target.message, index) };
    }),
  );
  for (const { target, result } of results) {
    take(provider, target, result, options, tried);
    const { outcome } = result;
    if (outcome.kind !== "accepted" && outcome.kind !== "refused") {
      await deps.health.fails(provider, admission, outcome);
    }
  }
}

/** Whether there is a last word on every address of the kind that was tried just now. */
function isOver({ provider }: Candidate, candidates: readonly Candidate[], tried: Tried): boolean {
  return candidates
    .filter((each) => each.provider.address === provider.address)
    .every(({ targets }) => targets.every((target) => isDone(target, tried)));
}

/** Notes what a call came to. */
function take(
  provider: ConfiguredProvider,
  target: Target,
  { outcome, call }: CallResult,
  { afterUnknown }: FailoverOptions,
  tried: Tried,
): void {
  tried.calls.push(call);
  if (outcome.kind === "accepted") {
    const { providerMessageId } = outcome;
    tried.accepted.push({ provider: provider.id, providerMessageId });
    tried.acceptedAt = provider.address;
    tried.done.push(target.address);
  }
  if (outcome.kind === "refused") {
    tried.done.push(target.address);
    takeRefusal(target, outcome.suppress === true, call, tried);
  }
  if (outcome.kind === "throttled") {
    tried.retryAfters.push(outcome.retryAfterSeconds);
  }
  if (outcome.kind === "unknown" && afterUnknown === "hold") {
    tried.done.push(target.address);
  }
}

function takeRefusal(
  { address, isOneOfSeveral }: Target,
  isDead: boolean,
  call: ProviderCall,
  { refused, suppress }: Tried,
): void {
  if (address !== undefined && isOneOfSeveral) {
    refused.push(address);
  }
  if (address !== undefined && isDead) {
    suppress.push({ ...address, call });
  }
}

/**
 * An attempt does not count that had no time for any provider, or in which a provider throttled: that
 * one works, and will take the message in its turn, whatever the others say. It counts where an
 * outcome was unknown, as each further attempt may send the message once more.
 */
function onlyWaits({ calls, retryAfters }: Tried): Pick<FailoverResult, "wait"> {
  if (calls.length > 0 && (retryAfters.length === 0 || hasUnknown({ calls }))) {
    return {};
  }
  const asked = retryAfters.filter((seconds) => seconds !== undefined);
  const isAskedByAll = asked.length > 0 && asked.length === retryAfters.length;
  return { wait: isAskedByAll ? { retryAfterSeconds: Math.min(...asked) } : {} };
}

function hasUnknown({ calls }: Pick<Tried, "calls">): boolean {
  return calls.some(({ outcome }) => outcome === "unknown");
}

function fits(clock: Clock, { provider }: Candidate, until: Date): boolean {
  return clock.now().getTime() + provider.timeoutMs <= until.getTime();
}
