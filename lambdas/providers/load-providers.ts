import type { ProviderModule, ProviderSender, ProviderSettings } from "./provider-module.ts";
import type { ProviderId } from "./registry.ts";
import { providerRegistry } from "./registry.ts";

/**
 * Loads providers, and no others than those named: from the registry, or of the deployer's own from beside
 * the function's code.
 *
 * @throws Error naming an id that neither has.
 */
export function loadProviders(ids: readonly string[]): Promise<ProviderModule[]> {
  return Promise.all(
    ids.map(async (id) => {
      const { provider } = await (isProviderId(id) ? providerRegistry[id]() : loadOwnProvider(id));
      return provider as ProviderModule;
    }),
  );
}

/** Where a provider of the deployer's own is, below the folder of a function's code. */
export function ownProviderFile(id: string): string {
  return `own-providers/${id}.mjs`;
}

async function loadOwnProvider(id: string): Promise<{ readonly provider: ProviderModule }> {
  const file = new URL(ownProviderFile(id), import.meta.url).href;
  try {
    return await import(file);
  } catch (cause) {
    throw new Error(`${id} is not a provider`, { cause });
  }
}

/** A provider that is ready to be given its settings. */
export type SendingProvider = Omit<ProviderModule, "loadSender"> & ProviderSender<ProviderSettings>;

/**
 * Loads providers with what sends.
 *
 * @throws Error naming an id that is no provider's.
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
