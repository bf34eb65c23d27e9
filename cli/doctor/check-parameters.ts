import { ssmParameters } from "../../lambdas/adapters/ssm-parameters.ts";
import type { ReadParameters } from "../../lambdas/core/ports/parameters.ts";
import { providerOf } from "../../lambdas/core/provider-account.ts";
import { loadProviders } from "../../lambdas/providers/load-providers.ts";
import type { ProviderModule } from "../../lambdas/providers/provider-module.ts";
import { systemClock } from "../../lambdas/runtime/system.ts";
import { ParameterCache } from "../../lambdas/settings/parameter-cache.ts";
import type { CurrentSetting } from "../../lambdas/settings/setting.ts";
import { addSetting } from "../../lambdas/settings/setting.ts";
import type { Deployment } from "../../lambdas/settings/settings.ts";
import { settings, settingsOf } from "../../lambdas/settings/settings.ts";
import type { Target } from "../target.ts";
import type { Finding } from "./finding.ts";

/** Checks a stage's SSM parameters as its functions do. */
export async function checkParameters(target: Target): Promise<Finding[]> {
  const ids = Object.values(target.config.channels).flatMap((channel) => channel.allowedProviders);
  const modules = await loadProviders([...new Set(ids)]);
  const { parameterPrefix, config } = target;
  return findParameterFaults(ssmParameters(target.ssm), parameterPrefix, config, modules);
}

/**
 * Reads every parameter once, by the schemas that the functions read them by.
 *
 * @param modules every provider that a channel may use.
 * @throws DependencyUnavailable when they cannot be read.
 */
export async function findParameterFaults(
  read: ReadParameters,
  prefix: string,
  deployment: Deployment,
  modules: readonly ProviderModule[],
): Promise<Finding[]> {
  const found: FoundInParameter[] = [];
  const cache = new ParameterCache({
    read,
    clock: systemClock,
    prefix,
    // What is read is not asked for again where an account's settings are added.
    cacheSeconds: 300,
    patienceMs: 0,
    random: Math.random,
    pause: async () => {},
    onFault: ({ parameter, detail }) => found.push({ parameter, what: detail, todo: putGood }),
    onUnknown: ({ parameter, details }) =>
      found.push({ parameter, what: details.join("; "), todo: correctUnknown }),
    onUnread: ({ parameter, code }) =>
      found.push({ parameter, what: `could not be read: ${code}`, todo: permitReading }),
  });
  for (const setting of settingsOf(deployment, modules)) {
    addSetting(cache, setting);
  }
  await cache.refresh();
  const accounts = accountsInUse(cache, prefix, deployment, modules);
  await cache.refresh();
  const faulty = found.map(({ parameter }) => parameter);
  return [
    ...found.map(({ parameter, what, todo }) => ({
      check: "parameters" as const,
      where: `parameter ${parameter}`,
      what,
      todo,
    })),
    ...accounts
      .filter(({ settings: current }) => !current.unreadable && current.value === undefined)
      .filter(({ parameter }) => !faulty.includes(parameter))
      .map(describeMissing),
  ];
}

interface FoundInParameter extends Pick<Finding, "what" | "todo"> {
  readonly parameter: string;
}

const putGood = "put a good value; until then the last good one, or the deployed one, is in force";
const correctUnknown = "correct it or take it out, if no newer release knows it: it is passed over";
const permitReading =
  "permit ssm:GetParameters on it and kms:Decrypt with its key, to the functions as well";

interface AccountInUse {
  /** The account's name. */
  readonly id: string;
  /** The full name of the parameter that its settings are in, or would be. */
  readonly parameter: string;
  readonly settings: CurrentSetting<unknown>;
  /** The channels that use it, by name. */
  readonly channels: readonly string[];
}

/** The accounts on the channels' lists, whose settings are there after the cache's next refresh. */
function accountsInUse(
  cache: ParameterCache,
  prefix: string,
  { channels, stage }: Deployment,
  modules: readonly ProviderModule[],
): AccountInUse[] {
  const lists = Object.entries(channels).map(([channel, deployed]) => {
    const list = addSetting(cache, settings.channelProviders(channel, deployed));
    return { channel, accounts: list.unreadable ? [] : list.value.accounts };
  });
  const ids = modules.map(({ id }) => id);
  const listed = new Set(lists.flatMap(({ accounts }) => accounts));
  return [...listed].flatMap((account) => {
    const module = modules.find(({ id }) => id === providerOf(account, ids));
    if (module === undefined) {
      return [];
    }
    const setting = settings.providerSettings(module, stage, account);
    const users = lists.filter(({ accounts }) => accounts.includes(account));
    return {
      id: account,
      parameter: `${prefix}/${setting.name}`,
      settings: addSetting(cache, setting),
      channels: users.map(({ channel }) => channel),
    };
  });
}

function describeMissing({ id, parameter, channels }: AccountInUse): Finding {
  return {
    check: "parameters",
    where: `provider ${id}`,
    what: `has no settings, and is used by ${channels.join(", ")}`,
    todo: `put its settings into ${parameter}, or take it off the channel's list`,
  };
}
