import type { AddressKind } from "../address.ts";
import type { Channel } from "../channel.ts";
import type { ContentLimit } from "../content-limits.ts";
import type { DeliveryReference } from "../delivery-reference.ts";
import type { Limits } from "../limits.ts";
import type { Provider } from "../provider.ts";

/** The channels' queues. `send` may reject with `DependencyUnavailable`. */
export interface DeliveryQueues {
  /**
   * Sends a delivery's message to its channel's queue.
   *
   * @param addressHashes of the notification's addresses, so that the delivery's function reads with one
   * call whether they are suppressed; without them it makes two.
   */
  send(reference: DeliveryReference, addressHashes?: readonly string[]): Promise<void>;
}

/** The configuration that intake works by. May reject with `DependencyUnavailable`. */
export interface IntakeConfiguration {
  read(): Promise<IntakeSettings>;
}

/** The configuration that intake works by, as it is now. */
export interface IntakeSettings {
  /** Every deployed channel, enabled or not. */
  readonly channels: readonly Channel[];
  /** Notifications that expect a response, per user and clock hour. */
  readonly responsesPerHour: number;
  readonly limits: Limits;
}

/** A channel's provider accounts in their configured order. May reject with `DependencyUnavailable`. */
export interface ProviderRoster {
  read(): Promise<readonly ListedProvider[]>;
}

/** An account of a channel's list: with its settings, or one that has none. */
export type ListedProvider = (ConfiguredProvider | UnsetProvider) & {
  /** What part of the deliveries it gets first, beside the others' weights; absent where none has one. */
  readonly weight?: number | undefined;
};

/** A provider whose settings were never good, or may not be read: nobody can call it. */
export interface UnsetProvider {
  /** The account's name. */
  readonly id: string;
  readonly settingsMark?: never;
}

/** A provider as its channel's configuration has it. */
export interface ConfiguredProvider extends Provider {
  /** The account's name: the provider's id, or one that begins with it. */
  readonly id: string;
  /** Another for other settings; it tells nothing of what they are. */
  readonly settingsMark: string;
  /** Milliseconds that one call may take. */
  readonly timeoutMs: number;
  readonly address: AddressKind | null;
  /** How much it carries at most; no limit if left out. */
  readonly contentLimit?: ContentLimit | undefined;
  /** Whether it can do without that address. */
  readonly isAddressOptional?: boolean | undefined;
  /** Whether an address looks like one of its own; any does if left out. */
  readonly recognizes?: ((address: string) => boolean) | undefined;
}

/** How the channels are now. Every method may reject with `DependencyUnavailable`. */
export interface ChannelReadings {
  /** Every deployed channel. */
  channels(): Promise<readonly ConfiguredChannel[]>;
  depthOf(channel: string): Promise<QueueDepth>;
}

/** A channel as its configuration has it now. */
export interface ConfiguredChannel {
  readonly name: string;
  readonly enabled: boolean;
  /** Names of its provider accounts, in their order. */
  readonly providers: readonly string[];
}

/** Roughly how many messages a channel's queues hold. */
export interface QueueDepth {
  /** To be received now. */
  readonly waiting: number;
  /** Being attempted, or put back until their next attempt. */
  readonly inFlight: number;
  readonly deadLetters: number;
}
