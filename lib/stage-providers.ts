import type { ProviderModule, StageFacts } from "../lambdas/providers/provider-module.ts";
import type { ProviderStack } from "../lambdas/providers/provider-stack.ts";
import type { DeploymentConfig } from "./deployment-config.ts";
import { namesOf } from "./names.ts";

/** A provider, and what the stack makes for it. */
export interface StageProvider extends ProviderModule {
  readonly stack?: ProviderStack;
}

/** What providers are told of a stage's deployment configuration. */
export function factsOf(config: DeploymentConfig): StageFacts {
  return { ...config, namePrefix: namesOf(config.stage).prefix };
}

/** The providers that some channel of a stage may use, in the order in which channels name them. */
export function providersOf<Provider extends { readonly id: string }>(
  { channels }: Pick<DeploymentConfig, "channels">,
  providers: readonly Provider[],
): readonly Provider[] {
  const ids = new Set(Object.values(channels).flatMap(({ allowedProviders }) => allowedProviders));
  return [...ids].flatMap((id) => providers.find((provider) => provider.id === id) ?? []);
}
