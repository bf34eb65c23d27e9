import { providerIds } from "../../lambdas/providers/registry.ts";
import { simulatedProviders } from "./simulated-providers.ts";
import type { Simulator } from "./simulator.ts";

/** How long a call to the simulator may take, in milliseconds. */
export const simulatedTimeoutMs = 1_000;

/** A provider's settings, as its parameter holds them. */
export type LocalSettings = Readonly<Record<string, unknown>>;

/**
 * Settings with which the real providers talk to the simulator: what to write into the parameters
 * `providers/<id>`. The e-mail identity `herald@example.com` must be verified in the emulator.
 *
 * @param simulatorUrl as `startSimulator` returns it.
 * @param serverUrls as well; without them, the providers of other protocols have nowhere to talk to.
 */
export function localProviderSettings(
  simulatorUrl: string,
  serverUrls: Simulator["serverUrls"] = {},
): Readonly<Record<string, LocalSettings>> {
  return Object.fromEntries(
    providerIds.map((id) => {
      const simulated = simulatedProviders.find((provider) => provider.id === id);
      return [
        id,
        {
          timeoutMs: simulatedTimeoutMs,
          ...(simulated && { baseUrl: serverUrls[id] ?? `${simulatorUrl}/${id}` }),
          ...simulated?.credentials,
          ...simulated?.settings,
        },
      ];
    }),
  );
}

/** Whether a provider's settings hold a secret. */
export function hasSecrets(id: string): boolean {
  return simulatedProviders.some((provider) => provider.id === id && provider.credentials);
}
