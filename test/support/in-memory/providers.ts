import type { AddressKind } from "../../../lambdas/core/address.ts";
import type { Outcome } from "../../../lambdas/core/outcome.ts";
import type { ConfiguredProvider } from "../../../lambdas/core/ports/configuration.ts";
import type { ProviderMessage } from "../../../lambdas/core/provider.ts";

/** How a provider responds: with an outcome, never, or with an error that it should not throw. */
export type ScriptedResponse = Outcome | "hang" | Error;

/** A provider that responds as it is told, and remembers what it was sent. */
export interface ScriptedProvider extends ConfiguredProvider {
  readonly received: ProviderMessage[];
  response: ScriptedResponse;
}

/** Makes a scripted provider; it accepts unless told otherwise. */
export function scriptedProvider(
  id: string,
  options: { address?: AddressKind | null; timeoutMs?: number; response?: ScriptedResponse } = {},
): ScriptedProvider {
  const { address = "phoneNumber", timeoutMs = 3_000 } = options;
  const provider: ScriptedProvider = {
    id,
    settingsMark: "first",
    address,
    timeoutMs,
    received: [],
    response: options.response ?? { kind: "accepted", providerMessageId: `${id}-message` },
    send(message) {
      provider.received.push(message);
      if (provider.response === "hang") {
        return new Promise(() => {});
      }
      if (provider.response instanceof Error) {
        return Promise.reject(provider.response);
      }
      return Promise.resolve(provider.response);
    },
  };
  return provider;
}

export const unavailable: Outcome = { kind: "unavailable", code: "http-503" };
export const throttled: Outcome = { kind: "throttled", code: "http-429" };
export const refused: Outcome = { kind: "refused", code: "21211" };
export const misconfigured: Outcome = { kind: "misconfigured", code: "20003" };
export const unknown: Outcome = { kind: "unknown", code: "connection-reset" };
