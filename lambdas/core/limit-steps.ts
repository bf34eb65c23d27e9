import type { AddressKind } from "./address.ts";
import { addressKinds, everyAddress } from "./address.ts";
import { canSendTo } from "./channel.ts";
import type { AddressLimits } from "./limits.ts";
import type { Notification } from "./notification.ts";
import type { IntakeSettings } from "./ports/configuration.ts";
import type {
  AddressCounter,
  AddressWindow,
  ChannelCounter,
  ThrottleCounter,
} from "./ports/counters.ts";
import type { Identifiers } from "./ports/system.ts";
import { addressHash } from "./suppression.ts";
import type { CountingWindow } from "./throttle-window.ts";
import { dayAt, secondsUntilEnd, throttleWindowAt } from "./throttle-window.ts";

/** What counting by limits needs. */
export interface LimitDependencies {
  readonly throttle: ThrottleCounter;
  readonly addressCounter: AddressCounter;
  readonly channelCounter: ChannelCounter;
  readonly identifiers: Pick<Identifiers, "fingerprint">;
}

/** Which limits there are, as problems and dry runs name them. */
export const limitNames = [
  "responses-per-hour",
  "address-hour",
  "address-day",
  "channel-day",
] as const;

export type LimitName = (typeof limitNames)[number];

/** A limit that a notification comes under. */
export interface AppliedLimit {
  readonly limit: LimitName;
  /** Of the limits by address. */
  readonly address?: AddressKind;
  /** Of the limits by channel. */
  readonly channel?: string;
  readonly max: number;
  /** Seconds until its window ends. */
  readonly resetSeconds: number;
}

/** A limit, and how much of it is used. */
export interface LimitUse extends AppliedLimit {
  readonly used: number;
  readonly left: number;
  /** How many slots the notification would take. */
  readonly needs: number;
}

/** What taking slots came to. */
export interface SlotsTaken {
  /** The limit that has no slot left: none was taken. */
  readonly over?: AppliedLimit;
  /** Slots left of the user's throttle window, where one of them was taken. */
  readonly responsesLeft?: number;
}

/** One of the calls by which a notification takes its slots. */
export interface LimitStep {
  take(): Promise<SlotsTaken>;
  /** Gives the slots back that were taken. */
  release(): Promise<void>;
  readUse(): Promise<readonly LimitUse[]>;
}

/**
 * The steps by which a notification takes its slots: the user's, then each address's, then each
 * channel's, as one address that is written to too often must not use up its channel's day. No step where
 * nothing is limited.
 */
export function limitStepsFor(
  deps: LimitDependencies,
  notification: Notification,
  settings: IntakeSettings,
  now: Date,
): readonly LimitStep[] {
  return [
    ...(notification.expectsResponse ? [responseStep(deps, notification, settings, now)] : []),
    ...addressSteps(deps, notification, settings, now),
    ...channelSteps(deps, notification, settings, now),
  ];
}

function responseStep(
  { throttle }: LimitDependencies,
  { userId }: Notification,
  { responsesPerHour: max }: IntakeSettings,
  now: Date,
): LimitStep {
  const window = throttleWindowAt(now);
  const applied = { limit: "responses-per-hour", max, ...resetOf(window, now) } as const;
  return {
    async take() {
      const responsesLeft = await throttle.take(userId, window.name, max);
      return responsesLeft === undefined ? { over: applied } : { responsesLeft };
    },
    release: () => throttle.release(userId, window.name),
    readUse: async () => [useOf(applied, await throttle.used(userId, window.name), 1)],
  };
}

/** One step for each address that a channel of the notification may send to: it gets a message from each. */
function addressSteps(
  deps: LimitDependencies,
  { addresses, channels }: Notification,
  { channels: deployed, limits }: IntakeSettings,
  now: Date,
): LimitStep[] {
  const { perAddress = {} } = limits;
  if (perAddress.hour === undefined && perAddress.day === undefined) {
    return [];
  }
  const chosen = deployed.filter(({ name }) => channels.includes(name));
  return addressKinds.flatMap((kind) => {
    const slots = chosen.filter((channel) => canSendTo(channel, addresses, kind)).length;
    return slots === 0
      ? []
      : everyAddress(addresses, kind).map((address) =>
          addressStep(deps, { kind, address, slots, perAddress }, now),
        );
  });
}

interface LimitedAddress {
  readonly kind: AddressKind;
  readonly address: string;
  readonly slots: number;
  readonly perAddress: AddressLimits;
}

function addressStep(
  { addressCounter, identifiers }: LimitDependencies,
  { kind, address, slots, perAddress }: LimitedAddress,
  now: Date,
): LimitStep {
  const hash = addressHash(identifiers, kind, address);
  const windows = { hour: throttleWindowAt(now), day: dayAt(now) };
  const appliedTo = (window: AddressWindow): AppliedLimit => ({
    limit: `address-${window}`,
    address: kind,
    max: perAddress[window] ?? 0,
    ...resetOf(windows[window], now),
  });
  return {
    async take() {
      const full = await addressCounter.take(hash, now, slots, perAddress);
      return full === undefined ? {} : { over: appliedTo(full) };
    },
    release: () => addressCounter.release(hash, now, slots),
    async readUse() {
      const used = await addressCounter.used(hash, now);
      return (["hour", "day"] as const)
        .filter((window) => perAddress[window] !== undefined)
        .map((window) => useOf(appliedTo(window), used[window], slots));
    },
  };
}

function channelSteps(
  { channelCounter }: LimitDependencies,
  { channels }: Notification,
  { limits: { perChannelPerDay = {} } }: IntakeSettings,
  now: Date,
): LimitStep[] {
  const day = dayAt(now);
  return channels.flatMap((channel) => {
    const max = Object.hasOwn(perChannelPerDay, channel) ? perChannelPerDay[channel] : undefined;
    if (max === undefined) {
      return [];
    }
    const applied = { limit: "channel-day", channel, max, ...resetOf(day, now) } as const;
    let part: number | undefined;
    return [
      {
        async take() {
          part = await channelCounter.take(channel, day.name, max);
          return part === undefined ? { over: applied } : {};
        },
        async release() {
          if (part !== undefined) {
            await channelCounter.release(channel, day.name, part);
          }
        },
        readUse: async () => [useOf(applied, await channelCounter.used(channel, day.name), 1)],
      },
    ];
  });
}

function resetOf(window: CountingWindow, now: Date) {
  return { resetSeconds: secondsUntilEnd(window, now) };
}

function useOf(applied: AppliedLimit, used: number, needs: number): LimitUse {
  return { ...applied, used, left: Math.max(0, applied.max - used), needs };
}
