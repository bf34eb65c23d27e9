import type { ConfiguredChannel } from "../../core/ports.ts";
import { listOf } from "../../settings/list-of.ts";
import type { ParameterCache } from "../../settings/parameter-cache.ts";

/** What a deployment fixes about its channels, and what holds until a parameter says otherwise. */
export interface DeployedChannels {
  /** The ids of the providers that each channel may use, in their default order. */
  readonly providers: Readonly<Record<string, readonly string[]>>;
  readonly enabledByDefault: readonly string[];
}

/** The channels as their SSM parameters have them. */
export function channelSettings(
  parameters: ParameterCache,
  deployed: DeployedChannels,
): () => Promise<readonly ConfiguredChannel[]> {
  const names = Object.keys(deployed.providers);
  const enabled = parameters.add("enabled-channels", listOf(names));
  const channels = Object.entries(deployed.providers).map(([name, allowed]) => ({
    name,
    allowed,
    list: parameters.add(`channels/${name}/providers`, listOf(allowed)),
  }));
  return async () => {
    await parameters.refresh();
    const enabledNames = enabled.value ?? deployed.enabledByDefault;
    return channels.map(({ name, allowed, list }) => ({
      name,
      enabled: enabledNames.includes(name),
      providers: list.value ?? allowed,
    }));
  };
}
