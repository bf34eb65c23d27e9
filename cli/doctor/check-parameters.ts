import type { ReadParameters } from "../../lambdas/adapters/ssm-parameters.ts";
import { ssmParameters } from "../../lambdas/adapters/ssm-parameters.ts";
import { json } from "../../lambdas/core/json-text.ts";
import { intakeConfiguration } from "../../lambdas/functions/intake/configuration.ts";
import { loadProviders } from "../../lambdas/providers/load-providers.ts";
import type { ProviderModule } from "../../lambdas/providers/provider-module.ts";
import { systemClock } from "../../lambdas/runtime/system.ts";
import { listOf } from "../../lambdas/settings/list-of.ts";
import type { CachedParameter, ParameterFault } from "../../lambdas/settings/parameter-cache.ts";
import { ParameterCache } from "../../lambdas/settings/parameter-cache.ts";
import type { DeploymentConfig } from "../../lib/deployment-config.ts";
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
  config: Pick<DeploymentConfig, "channels" | "enabledChannels" | "responsesPerHour">,
  modules: readonly ProviderModule[],
): Promise<Finding[]> {
  const faults: ParameterFault[] = [];
  const onFault = (fault: ParameterFault) => faults.push(fault);
  const cache = new ParameterCache({ read, clock: systemClock, prefix, cacheSeconds: 0, onFault });
  addIntakeParameters(cache, config, modules);
  const lists = addProviderLists(cache, config);
  const settings = addProviderSettings(cache, modules);
  await cache.refresh();
  return [
    ...faults.map(({ parameter, detail }) => ({
      check: "parameters" as const,
      where: `parameter ${parameter}`,
      what: detail,
      todo: "put a good value; until then the last good one, or the deployed one, is in force",
    })),
    ...settingsMissing(lists, settings, prefix, faults),
  ];
}

function addIntakeParameters(
  cache: ParameterCache,
  config: Pick<DeploymentConfig, "channels" | "enabledChannels" | "responsesPerHour">,
  modules: readonly ProviderModule[],
): void {
  const addresses = Object.entries(config.channels).map(([name, { allowedProviders }]) => {
    const allowed = modules.filter(({ id }) => allowedProviders.includes(id));
    return [name, Object.fromEntries(allowed.map(({ id, address }) => [id, address]))] as const;
  });
  intakeConfiguration(cache, {
    addresses: Object.fromEntries(addresses),
    enabledByDefault: config.enabledChannels,
    responsesPerHourByDefault: config.responsesPerHour,
  });
}

/** Each channel's list of providers, and what holds where the parameter has no good value. */
interface ProviderList {
  readonly channel: string;
  readonly parameter: CachedParameter<string[]>;
  readonly byDefault: readonly string[];
}

function addProviderLists(
  cache: ParameterCache,
  { channels }: Pick<DeploymentConfig, "channels">,
): ProviderList[] {
  return Object.entries(channels).map(([channel, { allowedProviders }]) => ({
    channel,
    parameter: cache.add(`channels/${channel}/providers`, listOf(allowedProviders)),
    byDefault: allowedProviders,
  }));
}

function addProviderSettings(
  cache: ParameterCache,
  modules: readonly ProviderModule[],
): ReadonlyMap<string, CachedParameter<unknown>> {
  return new Map(
    modules.map(({ id, settingsSchema }) => [
      id,
      cache.add(`providers/${id}`, json(settingsSchema), { optional: true }),
    ]),
  );
}

function settingsMissing(
  lists: readonly ProviderList[],
  settings: ReadonlyMap<string, CachedParameter<unknown>>,
  prefix: string,
  faults: readonly ParameterFault[],
): Finding[] {
  return [...settings].flatMap(([id, { value }]) => {
    const parameter = `${prefix}/providers/${id}`;
    const users = lists.filter(({ parameter: { value }, byDefault }) =>
      (value ?? byDefault).includes(id),
    );
    const isMissing = value === undefined && !faults.some((fault) => fault.parameter === parameter);
    if (!isMissing || users.length === 0) {
      return [];
    }
    const channels = users.map(({ channel }) => channel).join(", ");
    return [
      {
        check: "parameters" as const,
        where: `provider ${id}`,
        what: `has no settings, and is used by ${channels}`,
        todo: `put its settings into ${parameter}, or take it off the channel's list`,
      },
    ];
  });
}
