import type { Addresses, AddressKind } from "./address.ts";
import type { AddressedLimit } from "./content-limits.ts";

/** The shape of a channel's name: it becomes part of queue and function names. */
export const channelNamePattern = /^[a-z][a-z0-9-]{0,31}$/;

/** A deployed channel as intake sees it. */
export interface Channel {
  readonly name: string;
  readonly enabled: boolean;
  /** What its providers need, in their order; `null` for one that needs no address. */
  readonly addresses: readonly (AddressKind | null)[];
  /** How much each of its providers carries; none where one of them has no limit. */
  readonly contentLimits?: readonly AddressedLimit[];
  /** Whether text that is too long is cut, and not refused. */
  readonly truncate?: boolean | undefined;
}

/** What an attempt does after an outcome that is unknown: go on to the next provider, or end. */
export type AfterUnknown = "resend" | "hold";

/** In which order a delivery tries its channel's providers: as they are listed, or drawn by weight. */
export const providerOrders = ["listed", "weighted"] as const;

export type ProviderOrder = (typeof providerOrders)[number];

/** How a channel's deliveries proceed; set when Herald is deployed. */
export interface ChannelPolicy {
  /** Seconds to wait after each attempt that no provider accepted: one fewer than the attempts. */
  readonly retryDelaysSeconds: readonly number[];
  readonly afterUnknown: AfterUnknown;
  readonly order: ProviderOrder;
  /** Whether text is cut that is too long for a provider. */
  readonly truncate?: boolean;
  /** Receives after which SQS moves a message to the dead-letter queue: more than the attempts. */
  readonly maxReceives: number;
}

/** Whether one of the channel's providers can reach the user at one of these addresses. */
export function canUse(channel: Channel, addresses: Addresses): boolean {
  return channel.addresses.some((kind) => kind === null || addresses[kind] !== undefined);
}

/** Whether the channel may send to the address of a kind among these. */
export function canSendTo(channel: Channel, addresses: Addresses, kind: AddressKind): boolean {
  return channel.addresses.includes(kind) && addresses[kind] !== undefined;
}

/** Whether a notification that names no channels goes to this one. */
export function isTakenByDefault(channel: Channel, addresses: Addresses): boolean {
  return (
    channel.enabled &&
    channel.addresses.some((kind) => kind !== null && addresses[kind] !== undefined)
  );
}
