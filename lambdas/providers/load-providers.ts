import type { ProviderModule, ProviderSender, ProviderSettings } from "./provider-module.ts";
import type { ProviderId } from "./registry.ts";
import { providerRegistry } from "./registry.ts";

/**
 * Loads providers, and no others than those named.
 *
 * @throws Error naming an id that the registry does not have.
 */
export function loadProviders(ids: readonly string[]): Promise<ProviderModule[]> {
  return Promise.all(
    ids.map(async (id) => {
      if (!isProviderId(id)) {
        throw new Error(`${id} is not a provider`);
      }
      const { provider } = await providerRegistry[id]();
      return provider as ProviderModule;
    }),
  );
}

/** A provider that is ready to be given its settings. */
export type SendingProvider = Omit<ProviderModule, "loadSender"> & ProviderSender<ProviderSettings>;

/**
 * Loads providers with what sends.
 *
 * @throws Error naming an id that the registry does not have.
 */
export async function loadSendingProviders(ids: readonly string[]): Promise<SendingProvider[]> {
  const providers = await loadProviders(ids);
  return Promise.all(
    providers.map(async ({ loadSender, ...provider }) => {
      const { create } = await loadSender();
      return { ...provider, create };
    }),
  );
}

function isProviderId(id: string): id is ProviderId {
  return Object.hasOwn(providerRegistry, id);
}
