import type { AddressKind } from "../lambdas/core/address.ts";
import { maxDaysWaiting } from "../lambdas/core/receive.ts";
import type { DeploymentFault, ProviderModule } from "../lambdas/providers/provider-module.ts";
import { defaultTimeoutMs } from "../lambdas/providers/provider-module.ts";
import { awsRegion } from "../lambdas/runtime/formats.ts";
import { callerFaults } from "./callers.ts";
import { concurrencyFaults } from "./concurrency.ts";
import type { ChannelConfig, DeploymentConfig } from "./deployment-config.ts";
import { visibilityPerTimeout } from "./queue-limits.ts";
import { factsOf, providersOf } from "./stage-providers.ts";

/** What a check knows of a provider. */
export type ProviderDescriptor = Pick<
  ProviderModule,
  "id" | "address" | "isAddressOptional" | "contentLimit" | "deployment"
>;

/** Attempts may take as long as waits may: the rest of the 14 days is for the dead-letter queue. */
const maxRetryingSeconds = maxDaysWaiting * 24 * 3600;

/** What Herald's own AWS calls may take of an attempt, in seconds. */
const ownCallsSeconds = 5;

/** The mistakes that only show when fields are held against each other, or against the registry. */
export function checkDeploymentConfig(
  config: DeploymentConfig,
  providers: readonly ProviderDescriptor[],
): readonly DeploymentFault[] {
  return [
    ...Object.entries(config.channels).flatMap(([name, channel]) =>
      channelFaults(`channels.${name}`, channel, providers),
    ),
    ...reservedNameFaults(config),
    ...enabledChannelFaults(config),
    ...limitFaults(config),
    ...providerFaults(config, providers),
    ...regionFaults(config),
    ...healthFaults(config),
    ...concurrencyFaults(config),
    ...callerFaults(config),
  ];
}

/** A channel's queue is named after it, and so is the receipts' queue. */
function reservedNameFaults({ channels }: DeploymentConfig): DeploymentFault[] {
  if (!Object.hasOwn(channels, "receipts")) {
    return [];
  }
  return [{ field: "channels.receipts", detail: "receipts is the name of Herald's own queue" }];
}

function healthFaults({ providerHealth }: DeploymentConfig): DeploymentFault[] {
  const { openSeconds, longestOpenSeconds } = providerHealth;
  if (longestOpenSeconds >= openSeconds) {
    return [];
  }
  const field = "providerHealth.longestOpenSeconds";
  return [{ field, detail: "must not be below openSeconds" }];
}

function channelFaults(
  field: string,
  channel: ChannelConfig,
  providers: readonly ProviderDescriptor[],
): DeploymentFault[] {
  const known = providers.map(({ id }) => id);
  const unknown = (["providers", "allowedProviders"] as const).flatMap((list) =>
    channel[list].flatMap((id, index) =>
      known.includes(id) || (list === "allowedProviders" && channel.providers.includes(id))
        ? []
        : [
            {
              field: `${field}.${list}[${index}]`,
              detail: `there is no provider "${id}"; there are ${known.join(", ")}`,
            },
          ],
    ),
  );
  const notAllowed = channel.providers.flatMap((id, index) =>
    channel.allowedProviders.includes(id)
      ? []
      : [{ field: `${field}.providers[${index}]`, detail: `"${id}" is not in allowedProviders` }],
  );
  return [...unknown, ...notAllowed, ...timeFaults(field, channel)];
}

function timeFaults(field: string, channel: ChannelConfig): DeploymentFault[] {
  const neededSeconds =
    ownCallsSeconds + (channel.allowedProviders.length * defaultTimeoutMs) / 1_000;
  const tooShort =
    channel.functionTimeoutSeconds < neededSeconds
      ? [
          {
            field: `${field}.functionTimeoutSeconds`,
            detail: `must be at least ${neededSeconds}, for one call to each allowed provider`,
          },
        ]
      : [];
  // An attempt that crashes is repeated only after its queue's visibility timeout.
  const attempts = channel.retryDelaysSeconds.length + 1;
  const retryingSeconds =
    channel.retryDelaysSeconds.reduce((sum, delay) => sum + delay, 0) +
    attempts * visibilityPerTimeout * channel.functionTimeoutSeconds;
  const tooLong =
    retryingSeconds > maxRetryingSeconds
      ? [
          {
            field: `${field}.retryDelaysSeconds`,
            detail: `with the time-outs come to ${retryingSeconds} s, of at most ${maxRetryingSeconds} s (${maxDaysWaiting} days): messages are kept 14 days, and the rest is for the dead-letter queue`,
          },
        ]
      : [];
  return [...tooShort, ...tooLong];
}

function enabledChannelFaults({ channels, enabledChannels }: DeploymentConfig): DeploymentFault[] {
  return enabledChannels.flatMap((name, index) =>
    name in channels
      ? []
      : [
          {
            field: `enabledChannels[${index}]`,
            detail: `there is no channel "${name}" in channels`,
          },
        ],
  );
}

function limitFaults({ channels, limits }: DeploymentConfig): DeploymentFault[] {
  return Object.keys(limits.perChannelPerDay ?? {}).flatMap((name) =>
    Object.hasOwn(channels, name)
      ? []
      : [
          {
            field: `limits.perChannelPerDay.${name}`,
            detail: `there is no channel "${name}" in channels`,
          },
        ],
  );
}

function providerFaults(
  config: DeploymentConfig,
  providers: readonly ProviderDescriptor[],
): readonly DeploymentFault[] {
  return providersOf(config, providers).flatMap(({ id, deployment }) => {
    const channel = Object.keys(config.channels).find((name) =>
      config.channels[name]?.allowedProviders.includes(id),
    );
    return deployment?.faults?.(factsOf(config), channel ?? "") ?? [];
  });
}

function regionFaults(config: DeploymentConfig): DeploymentFault[] {
  const { alarmTopicArn, kmsKeyArn, webAclArn, region } = config;
  // Of a stack for any region, it is a token.
  const isKnown = awsRegion.safeParse(region).success;
  const elsewhere = (arn: string | undefined) =>
    isKnown && arn !== undefined && arn.split(":")[3] !== region;
  const fault = (field: string, what: string) => [
    { field, detail: `must be in ${region}, as ${what}` },
  ];
  return [
    ...(elsewhere(alarmTopicArn) ? fault("alarmTopicArn", "the alarms are") : []),
    ...(elsewhere(kmsKeyArn) ? fault("kmsKeyArn", "what it encrypts is") : []),
    ...(elsewhere(webAclArn) ? fault("webAclArn", "the API is") : []),
  ];
}

/** The address that each of these providers needs, as the intake function is told it. */
export function addressesOf(
  ids: readonly string[],
  providers: readonly ProviderDescriptor[],
): Record<string, AddressKind | null> {
  return Object.fromEntries(
    ids.map((id) => [id, providers.find((provider) => provider.id === id)?.address ?? null]),
  );
}
