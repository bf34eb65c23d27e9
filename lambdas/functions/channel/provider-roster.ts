import type { ConfiguredProvider, ProviderRoster } from "../../core/ports.ts";
import type { SendingProvider } from "../../providers/load-providers.ts";
import type { ProviderSettings } from "../../providers/provider-module.ts";
import { defaultTimeoutMs } from "../../providers/provider-module.ts";
import { logger } from "../../runtime/logger.ts";
import { count } from "../../runtime/metrics.ts";
import type { ParameterCache } from "../../settings/parameter-cache.ts";
import type { CurrentSetting } from "../../settings/setting.ts";
import { addSetting } from "../../settings/setting.ts";
import { settings as table } from "../../settings/settings.ts";

/**
 * A channel's providers as SSM has them: the list in `channels/<channel>/providers` and each one's
 * settings in `providers/<id>`. A provider whose settings were never good is none: it is left out, and
 * the log says so once. Where that leaves none at all, each reading counts as a fault.
 *
 * @param allowed the providers that the channel may use, in their default order.
 */
export function ssmProviderRoster(
  parameters: ParameterCache,
  channel: string,
  allowed: readonly SendingProvider[],
): ProviderRoster {
  const allowedProviders = allowed.map(({ id }) => id);
  const list = addSetting(parameters, table.channelProviders(channel, { allowedProviders }));
  const publicUrl = addSetting(parameters, table.publicUrl());
  const configured = new Map(
    allowed.map((module) => [module.id, follow(parameters, publicUrl, module)]),
  );
  return {
    async read() {
      await parameters.refresh();
      const providers = list.value.flatMap((id) => configured.get(id)?.() ?? []);
      if (providers.length === 0) {
        count("MisconfiguredProvider");
      }
      return providers;
    },
  };
}

/**
 * A function that gives the provider as its settings are now, made anew only when they change;
 * `undefined` while it has none.
 */
function follow(
  parameters: ParameterCache,
  publicUrl: CurrentSetting<string | undefined>,
  module: SendingProvider,
): () => ConfiguredProvider | undefined {
  const settings = addSetting(parameters, table.providerSettings(module));
  let made: { from: readonly unknown[]; provider: ConfiguredProvider | undefined } | undefined;
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
): ConfiguredProvider | undefined {
  if (settings === undefined) {
    logger.warn("provider without settings", { provider: id });
    return undefined;
  }
  const provider = create(settings, publicUrl);
  const { timeoutMs = defaultTimeoutMs } = settings;
  return { id, address, timeoutMs, send: (message, signal) => provider.send(message, signal) };
}
