import { loadProviders } from "../../lambdas/providers/load-providers.ts";
import { providerIds } from "../../lambdas/providers/registry.ts";

/**
 * Loads all that providers load when it is first used, before any test runs. What a file does on loading
 * would otherwise count as run by the test that happens to be the first to use it, and by no other.
 */
const providers = await loadProviders(providerIds);
await Promise.all(
  providers.flatMap(({ loadSender, receipts }) => [
    loadSender(),
    receipts?.callback?.load(),
    receipts?.events?.load(),
  ]),
);
