import type { ProviderModule } from "../core/provider.ts";
import type { ProviderId } from "./registry.ts";
import { providerRegistry } from "./registry.ts";

/**
 * Loads the providers that a channel may use, and no others.
 *
 * @throws Error naming an id that the registry does not have.
 */
export function loadProviders(ids: readonly string[]): Promise<ProviderModule[]> {
  return Promise.all(
    ids.map(async (id) => {
      if (!isProviderId(id)) {
        throw new Error(`${id} is not a provider`);
      }
      return (await providerRegistry[id]()) as ProviderModule;
    }),
  );
}

function isProviderId(id: string): id is ProviderId {
  return Object.hasOwn(providerRegistry, id);
}
