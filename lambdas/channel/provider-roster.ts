import type { ConfiguredProvider, ProviderRoster } from "../core/ports.ts";
import {
  defaultTimeoutMs,
  type Provider,
  type ProviderModule,
  type ProviderSettings,
} from "../core/provider.ts";
import type { CachedParameter, ParameterCache } from "../runtime/parameter-cache.ts";
import { json, listOf } from "../runtime/text-schemas.ts";

/**
 * A channel's providers as SSM has them: the list in `channels/<channel>/providers` and each one's
 * settings in `providers/<id>`. A provider whose settings were never good answers `misconfigured`.
 *
 * @param allowed the providers that the channel may use, in their default order.
 */
export function ssmProviderRoster(
  parameters: ParameterCache,
  channel: string,
  allowed: readonly ProviderModule[],
): ProviderRoster {
  const allowedIds = allowed.map(({ id }) => id);
  const list = parameters.add(`channels/${channel}/providers`, listOf(allowedIds));
  const configured = new Map(allowed.map((module) => [module.id, follow(parameters, module)]));
  return {
    async read() {
      await parameters.refresh();
      return (list.value ?? allowedIds).flatMap((id) => configured.get(id)?.() ?? []);
    },
  };
}

/** A function that gives the provider as its settings are now, made anew only when they change. */
function follow(parameters: ParameterCache, module: ProviderModule): () => ConfiguredProvider {
  const settings: CachedParameter<ProviderSettings> = parameters.add(
    `providers/${module.id}`,
    json(module.settingsSchema),
    { optional: true },
  );
  let made: { from: ProviderSettings | undefined; provider: ConfiguredProvider } | undefined;
  return () => {
    if (made === undefined || made.from !== settings.value) {
      made = { from: settings.value, provider: configure(module, settings.value) };
    }
    return made.provider;
  };
}

function configure(
  { id, address, create }: ProviderModule,
  settings: ProviderSettings | undefined,
): ConfiguredProvider {
  const provider = settings === undefined ? withoutSettings : create(settings);
  const timeoutMs = settings?.timeoutMs ?? defaultTimeoutMs;
  return { id, address, timeoutMs, send: (message, signal) => provider.send(message, signal) };
}

const withoutSettings: Provider = {
  send: async () => ({ kind: "misconfigured", code: "no-settings" }),
};
