import type { AddressKind } from "../../core/address.ts";
import type { Channel } from "../../core/channel.ts";
import type { ContentLimit } from "../../core/content-limits.ts";
import type { Limits } from "../../core/limits.ts";
import type { IntakeConfiguration } from "../../core/ports/configuration.ts";
import { providerOf } from "../../core/provider-account.ts";
import type { ParameterCache } from "../../settings/parameter-cache.ts";
import { addSetting } from "../../settings/setting.ts";
import { settings } from "../../settings/settings.ts";

/** What a deployment fixes about its channels, and what holds until a parameter says otherwise. */
export interface DeployedChannels {
  /** Each channel's allowed providers, in their default order, with the address each one needs. */
  readonly addresses: Readonly<Record<string, Readonly<Record<string, AddressKind | null>>>>;
  /** Ids of the providers that can do without their address. */
  readonly withoutAddress: readonly string[];
  /** How much providers carry at most, by id; those that are not there have no limit. */
  readonly contentLimits: Readonly<Record<string, ContentLimit>>;
  /** The channels that cut text that is too long. */
  readonly truncating: readonly string[];
  readonly enabledByDefault: readonly string[];
  readonly responsesPerHourByDefault: number;
  readonly limitsByDefault: Limits;
}

/** Intake's configuration from SSM: enabled channels, their providers, and the limits. */
export function intakeConfiguration(
  parameters: ParameterCache,
  deployed: DeployedChannels,
): IntakeConfiguration {
  const { addresses } = deployed;
  const enabled = addSetting(
    parameters,
    settings.enabledChannels({ channels: addresses, enabledChannels: deployed.enabledByDefault }),
  );
  const responsesPerHour = addSetting(
    parameters,
    settings.responsesPerHour({ responsesPerHour: deployed.responsesPerHourByDefault }),
  );
  const limits = addSetting(
    parameters,
    settings.limits({ channels: addresses, limits: deployed.limitsByDefault }),
  );
  const channels = Object.entries(addresses).map(([name, needs]) => {
    const allowedProviders = Object.keys(needs);
    const list = addSetting(parameters, settings.channelProviders(name, { allowedProviders }));
    return { name, needs, list };
  });
  return {
    async read() {
      await parameters.refresh();
      return {
        channels: channels.map(({ name, needs, list }) => ({
          name,
          enabled: enabled.value.includes(name),
          truncate: deployed.truncating.includes(name),
          ...factsOf(list.value.accounts, needs, deployed),
        })),
        responsesPerHour: responsesPerHour.value,
        limits: limits.value,
      };
    },
  };
}

/** What a channel's accounts need and carry, as their providers do. */
function factsOf(
  accounts: readonly string[],
  needs: Readonly<Record<string, AddressKind | null>>,
  { withoutAddress, contentLimits }: DeployedChannels,
): Pick<Channel, "addresses" | "contentLimits"> {
  const providers = accounts.map((account) => providerOf(account, Object.keys(needs)) ?? account);
  const limits = providers.flatMap((provider) => {
    const limit = contentLimits[provider];
    return limit === undefined ? [] : [{ ...limit, address: needs[provider] ?? null }];
  });
  return {
    addresses: providers.flatMap((provider) => {
      const address = needs[provider] ?? null;
      return withoutAddress.includes(provider) ? [address, null] : [address];
    }),
    contentLimits: limits.length === providers.length ? limits : [],
  };
}
