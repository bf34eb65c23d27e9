import type { AddressKind } from "../lambdas/core/address.ts";
import { defaultTimeoutMs } from "../lambdas/core/provider.ts";
import type { ChannelConfig, DeploymentConfig } from "./deployment-config.ts";
import { visibilityPerTimeout } from "./deployment-config.ts";
import { namesOf } from "./names.ts";

/** What the stack knows of a provider: its id and the address that it needs. */
export interface ProviderDescriptor {
  readonly id: string;
  readonly address: AddressKind | null;
}

/** One mistake: the field, as `channels.sms.batchSize`, and what is wrong with it. */
export interface ConfigFault {
  readonly field: string;
  readonly detail: string;
}

/** Messages are kept 14 days from their first send, the time in the dead-letter queue included. */
const maxRetryingSeconds = 7 * 24 * 3600;

/** A function's variables may take 4 KB; about this much is left for those that CHANNELS is not. */
const maxChannelsBytes = 3_500;

/** What Herald's own AWS calls may take of an attempt, in seconds. */
const ownCallsSeconds = 5;

/** The mistakes that only show when fields are held against each other, or against the registry. */
export function checkDeploymentConfig(
  config: DeploymentConfig,
  providers: readonly ProviderDescriptor[],
): readonly ConfigFault[] {
  return [
    ...Object.entries(config.channels).flatMap(([name, channel]) =>
      channelFaults(`channels.${name}`, channel, providers),
    ),
    ...reservedNameFaults(config),
    ...enabledChannelFaults(config),
    ...emailFaults(config),
    ...alarmTopicFaults(config),
    ...healthFaults(config),
    ...environmentFaults(config, providers),
  ];
}

/** A channel's queue is named after it, and so is the receipts' queue. */
function reservedNameFaults({ channels }: DeploymentConfig): ConfigFault[] {
  if (!Object.hasOwn(channels, "receipts")) {
    return [];
  }
  return [{ field: "channels.receipts", detail: "receipts is the name of Herald's own queue" }];
}

function healthFaults({ providerHealth }: DeploymentConfig): ConfigFault[] {
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
): ConfigFault[] {
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

function timeFaults(field: string, channel: ChannelConfig): ConfigFault[] {
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
            detail: `with the time-outs come to ${retryingSeconds} s, of at most ${maxRetryingSeconds} s (7 days): messages are kept 14 days, and the rest is for the dead-letter queue`,
          },
        ]
      : [];
  return [...tooShort, ...tooLong];
}

function enabledChannelFaults({ channels, enabledChannels }: DeploymentConfig): ConfigFault[] {
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

function emailFaults({ channels, emailIdentity, emailFrom }: DeploymentConfig): ConfigFault[] {
  const channel = Object.keys(channels).find((name) =>
    channels[name]?.allowedProviders.includes("ses"),
  );
  if (channel === undefined) {
    return [];
  }
  if (emailIdentity === undefined) {
    return [{ field: "emailIdentity", detail: `is missing; channel "${channel}" may use ses` }];
  }
  if (emailFrom === undefined) {
    return emailIdentity.includes("@")
      ? []
      : [{ field: "emailFrom", detail: "is missing; emailIdentity is a domain" }];
  }
  const senderDomain = emailFrom.slice(emailFrom.indexOf("@") + 1);
  const isCovered = emailFrom === emailIdentity || `.${senderDomain}`.endsWith(`.${emailIdentity}`);
  return isCovered ? [] : [{ field: "emailFrom", detail: `must be one of "${emailIdentity}"` }];
}

function alarmTopicFaults({ alarmTopicArn, region }: DeploymentConfig): ConfigFault[] {
  return alarmTopicArn === undefined || alarmTopicArn.split(":")[3] === region
    ? []
    : [{ field: "alarmTopicArn", detail: `must be in ${region}, as the alarms are` }];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
function environmentFaults(
  { channels, region, stage }: DeploymentConfig,
  providers: readonly ProviderDescriptor[],
): ConfigFault[] {
  const intakeChannels = Object.entries(channels).map(([name, { allowedProviders }]) => [
    name,
    {
      queueUrl: `https://sqs.${region}.amazonaws.com/000000000000/${namesOf(stage).channelQueues(name).queue}`,
      addresses: addressesOf(allowedProviders, providers),
    },
  ]);
  const bytes = JSON.stringify(Object.fromEntries(intakeChannels)).length;
  return bytes > maxChannelsBytes
    ? [
        {
          field: "channels",
          detail: `with their providers take ${bytes} bytes of the intake function's environment, of at most ${maxChannelsBytes}: have fewer channels, or fewer allowedProviders`,
        },
      ]
    : [];
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
