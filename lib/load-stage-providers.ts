import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { loadProviders } from "../lambdas/providers/load-providers.ts";
import { providerIds } from "../lambdas/providers/registry.ts";
import type { StageProvider } from "./stage-providers.ts";

const providersFolder = resolve(import.meta.dirname, "..", "lambdas", "providers");

/** Every provider of the registry, with what its folder's `stack.ts` has where there is one. */
export async function loadStageProviders(): Promise<readonly StageProvider[]> {
  const providers = await loadProviders(providerIds);
  return Promise.all(
    providers.map(async (provider) => {
      const file = resolve(providersFolder, provider.id, "stack.ts");
      return existsSync(file) ? { ...provider, stack: (await import(file)).stack } : provider;
    }),
  );
}
