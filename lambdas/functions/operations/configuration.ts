import type { ConfiguredChannel } from "../../core/ports/configuration.ts";
import type { ParameterCache } from "../../settings/parameter-cache.ts";
import { addSetting } from "../../settings/setting.ts";
import { settings } from "../../settings/settings.ts";

/** What a deployment fixes about its channels, and what holds until a parameter says otherwise. */
export interface DeployedChannels {
  /** The ids of the providers that each channel may use, in their default order. */
  readonly providers: Readonly<Record<string, readonly string[]>>;
  readonly enabledByDefault: readonly string[];
}

/** The channels as their SSM parameters have them. */
export function channelSettings(
  parameters: ParameterCache,
  { providers, enabledByDefault }: DeployedChannels,
): () => Promise<readonly ConfiguredChannel[]> {
  const enabled = addSetting(
    parameters,
    settings.enabledChannels({ channels: providers, enabledChannels: enabledByDefault }),
  );
  const channels = Object.entries(providers).map(([name, allowedProviders]) => ({
    name,
    list: addSetting(parameters, settings.channelProviders(name, { allowedProviders })),
  }));
  return async () => {
    await parameters.refresh();
    return channels.map(({ name, list }) => ({
      name,
      enabled: enabled.value.includes(name),
      providers: list.value.accounts,
    }));
  };
}
