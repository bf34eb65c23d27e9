import type { ConfiguredProvider, ProviderRoster } from "../../core/ports/configuration.ts";
import { providerOf } from "../../core/provider-account.ts";
import type { SendingProvider } from "../../providers/load-providers.ts";
import type { ProviderSettings } from "../../providers/provider-module.ts";
import { defaultTimeoutMs } from "../../providers/provider-module.ts";
import { currentStage } from "../../runtime/environment.ts";
import { logger } from "../../runtime/logger.ts";
import { count } from "../../runtime/metrics.ts";
import type { ParameterCache } from "../../settings/parameter-cache.ts";
import type { CurrentSetting } from "../../settings/setting.ts";
import { addSetting } from "../../settings/setting.ts";
import { settings as table } from "../../settings/settings.ts";

/** A channel's providers, and the setting of all providers. */
export interface SsmProviderRoster extends ProviderRoster {
  /** Where the API is, as was read with the providers last; `undefined` where that cannot be read. */
  publicUrl(): string | undefined;
}

/**
 * A channel's providers as SSM has them: the accounts in `channels/<channel>/providers` and each one's
 * settings in `providers/<account>`. A provider whose settings were never good has none, and the log says so
 * once; neither has one whose settings AWS does not give out, and never did. Where that leaves none at all,
 * the channel waits for what it may not read; otherwise each reading counts as a fault.
 *
 * @param allowed the providers that the channel may use, in their default order.
 * @param markOf makes what stands for a provider's settings.
 */
export function ssmProviderRoster(
  parameters: ParameterCache,
  channel: string,
  allowed: readonly SendingProvider[],
  markOf: (settings: string) => string,
): SsmProviderRoster {
  const allowedProviders = allowed.map(({ id }) => id);
  const list = addSetting(parameters, table.channelProviders(channel, { allowedProviders }));
  const setting = addSetting(parameters, table.publicUrl());
  // Without it there are no receipts and no links, and messages go out all the same.
  const publicUrl = () => (setting.unreadable ? undefined : setting.value);
  const followed = new Map(
    allowed.map((module) => [module.id, follow(parameters, publicUrl, module, module.id, markOf)]),
  );
  const isNew = (account: string) => !followed.has(account);
  const followAccount = (account: string) => {
    const module = allowed.find(({ id }) => id === providerOf(account, allowedProviders));
    if (module !== undefined) {
      followed.set(account, follow(parameters, publicUrl, module, account, markOf));
    }
  };
  return {
    async read() {
      await parameters.refresh();
      const { accounts, weights } = list.value;
      const added = accounts.filter(isNew);
      if (added.length > 0) {
        added.forEach(followAccount);
        await parameters.refresh();
      }
      const listed = accounts.flatMap((account) => followed.get(account) ?? []);
      const providers = listed.map(({ id, provider }) => ({
        ...(provider() ?? { id }),
        ...(weights && { weight: weights[id] }),
      }));
      if (!providers.some((provider) => "send" in provider)) {
        failIfUnreadable(listed);
        count("MisconfiguredProvider");
      }
      return providers;
    },
    publicUrl,
  };
}

function failIfUnreadable(listed: readonly FollowedProvider[]): void {
  const unreadable = listed.flatMap(({ settings }) => settings.unreadable ?? []);
  if (unreadable[0]) {
    throw unreadable[0];
  }
}

/** A provider account and the settings that it goes by. */
interface FollowedProvider {
  /** The account's name. */
  readonly id: string;
  readonly settings: CurrentSetting<ProviderSettings | undefined>;
  /** The provider as its settings are now, made anew only when they change; `undefined` if it has none. */
  readonly provider: () => ConfiguredProvider | undefined;
}

function follow(
  parameters: ParameterCache,
  publicUrl: () => string | undefined,
  module: SendingProvider,
  account: string,
  markOf: (settings: string) => string,
): FollowedProvider {
  const settings = addSetting(parameters, table.providerSettings(module, currentStage(), account));
  let made: { from: readonly unknown[]; provider: ConfiguredProvider | undefined } | undefined;
  const provider = () => {
    if (settings.unreadable) {
      return undefined;
    }
    const url = publicUrl();
    const from = [settings.value, url];
    if (made === undefined || from.some((value, index) => value !== made?.from[index])) {
      made = { from, provider: configure(module, account, settings.value, url, markOf) };
    }
    return made.provider;
  };
  return { id: account, settings, provider };
}

function configure(
  { address, contentLimit, isAddressOptional, recognizes, create }: SendingProvider,
  id: string,
  settings: ProviderSettings | undefined,
  publicUrl: string | undefined,
  markOf: (settings: string) => string,
): ConfiguredProvider | undefined {
  if (settings === undefined) {
    logger.warn("provider without settings", { provider: id });
    return undefined;
  }
  const provider = create(settings, publicUrl);
  const { timeoutMs = defaultTimeoutMs } = settings;
  return {
    id,
    settingsMark: markOf(JSON.stringify(settings)),
    address,
    contentLimit,
    isAddressOptional,
    recognizes,
    timeoutMs,
    send: (message, signal) => provider.send(message, signal),
  };
}
