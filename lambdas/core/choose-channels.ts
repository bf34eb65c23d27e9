import type { Addresses } from "./address.ts";
import type { Channel } from "./channel.ts";
import { canUse, isTakenByDefault } from "./channel.ts";
import type { FieldFault } from "./field-fault.ts";

/** The channels that a notification goes to, or what is wrong with the ones it names. */
export type ChannelChoice =
  | { readonly channels: readonly string[] }
  | { readonly faults: readonly FieldFault[] };

/**
 * Chooses a notification's channels.
 *
 * @param named the request's `channels`; without it, every enabled channel with a usable address
 * is chosen, except those whose providers need no address.
 */
export function chooseChannels(
  named: readonly string[] | undefined,
  addresses: Addresses,
  deployed: readonly Channel[],
): ChannelChoice {
  return named === undefined
    ? takeByDefault(addresses, deployed)
    : takeNamed(named, addresses, deployed);
}

function takeByDefault(addresses: Addresses, deployed: readonly Channel[]): ChannelChoice {
  const channels = deployed.filter((channel) => isTakenByDefault(channel, addresses));
  if (channels.length > 0) {
    return { channels: channels.map(({ name }) => name) };
  }
  const needed = new Set(deployed.filter(({ enabled }) => enabled).flatMap(neededBy));
  const detail =
    needed.size === 0
      ? "no channel is enabled"
      : `no enabled channel can use the addresses given; give one of ${[...needed].join(", ")}`;
  return { faults: [{ field: "channels", detail }] };
}

function takeNamed(
  named: readonly string[],
  addresses: Addresses,
  deployed: readonly Channel[],
): ChannelChoice {
  const faults = named.flatMap((name, index) => {
    const detail = faultOf(name, addresses, deployed);
    return detail === undefined ? [] : [{ field: `channels.${index}`, detail }];
  });
  return faults.length > 0 ? { faults } : { channels: named };
}

function faultOf(
  name: string,
  addresses: Addresses,
  deployed: readonly Channel[],
): string | undefined {
  const channel = deployed.find((candidate) => candidate.name === name);
  if (channel === undefined) {
    return `${name} is not a channel`;
  }
  if (!channel.enabled) {
    return `${name} is not enabled`;
  }
  if (canUse(channel, addresses)) {
    return undefined;
  }
  return `${name} can use none of the addresses given; it needs ${neededBy(channel).join(" or ")}`;
}

function neededBy(channel: Channel): string[] {
  return [...new Set(channel.addresses.filter((kind) => kind !== null))];
}
