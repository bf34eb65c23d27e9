import type { ProviderCall } from "./delivery.ts";
import type { Outcome } from "./outcome.ts";
import { thrownCode } from "./outcome.ts";
import type { ConfiguredProvider } from "./ports/configuration.ts";
import type { Clock, Timer } from "./ports/system.ts";
import type { ProviderMessage } from "./provider.ts";

/** What one call came to, and its line in the trail. */
export interface CallResult {
  readonly outcome: Outcome;
  readonly call: ProviderCall;
}

/**
 * Calls a provider once, within its time-out.
 *
 * @param address which of several addresses the message goes to, from 0.
 */
export async function callProvider(
  { clock, timer }: { readonly clock: Clock; readonly timer: Timer },
  provider: ConfiguredProvider,
  message: ProviderMessage,
  address?: number,
): Promise<CallResult> {
  const at = clock.now();
  const outcome = await sendWithin(timer, provider, message);
  const isOneOfSeveral = address !== undefined;
  const call: ProviderCall = {
    at,
    provider: provider.id,
    outcome: outcome.kind,
    ...(outcome.kind !== "accepted" && { code: outcome.code }),
    ms: clock.now().getTime() - at.getTime(),
    ...(isOneOfSeveral && { address }),
    ...(isOneOfSeveral &&
      outcome.kind === "accepted" && { providerMessageId: outcome.providerMessageId }),
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
