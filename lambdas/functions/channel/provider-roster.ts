import { json } from "../../core/json-text.ts";
import type { ConfiguredProvider, ProviderRoster } from "../../core/ports.ts";
import type { Provider } from "../../core/provider.ts";
import type { SendingProvider } from "../../providers/load-providers.ts";
import type { ProviderSettings } from "../../providers/provider-module.ts";
import { defaultTimeoutMs } from "../../providers/provider-module.ts";
import { listOf } from "../../settings/list-of.ts";
import type { CachedParameter, ParameterCache } from "../../settings/parameter-cache.ts";
import { publicUrlIn } from "../../settings/public-url.ts";

/**
 * A channel's providers as SSM has them: the list in `channels/<channel>/providers` and each one's
 * settings in `providers/<id>`. A provider whose settings were never good answers `misconfigured`.
 *
 * @param allowed the providers that the channel may use, in their default order.
 */
export function ssmProviderRoster(
  parameters: ParameterCache,
  channel: string,
  allowed: readonly SendingProvider[],
): ProviderRoster {
  const allowedIds = allowed.map(({ id }) => id);
  const list = parameters.add(`channels/${channel}/providers`, listOf(allowedIds));
  const publicUrl = publicUrlIn(parameters);
  const configured = new Map(
    allowed.map((module) => [module.id, follow(parameters, publicUrl, module)]),
  );
  return {
    async read() {
      await parameters.refresh();
      return (list.value ?? allowedIds).flatMap((id) => configured.get(id)?.() ?? []);
    },
  };
}

/** A function that gives the provider as its settings are now, made anew only when they change. */
function follow(
  parameters: ParameterCache,
  publicUrl: CachedParameter<string>,
  module: SendingProvider,
): () => ConfiguredProvider {
  const settings: CachedParameter<ProviderSettings> = parameters.add(
    `providers/${module.id}`,
    json(module.settingsSchema),
    { optional: true },
  );
  let made: { from: readonly unknown[]; provider: ConfiguredProvider } | undefined;
  return () => {
    const from = [settings.value, publicUrl.value];
    if (made === undefined || from.some((value, index) => value !== made?.from[index])) {
      made = { from, provider: configure(module, settings.value, publicUrl.value) };
    }
    return made.provider;
  };
}

function configure(
  { id, address, create }: SendingProvider,
  settings: ProviderSettings | undefined,
  publicUrl: string | undefined,
): ConfiguredProvider {
  const provider = settings === undefined ? withoutSettings : create(settings, publicUrl);
  const timeoutMs = settings?.timeoutMs ?? defaultTimeoutMs;
  const send: Provider["send"] = (message, signal) => provider.send(message, signal);
  return { id, address, timeoutMs, send };
}

const withoutSettings: Provider = {
  send: async () => ({ kind: "misconfigured", code: "no-settings" }),
};
