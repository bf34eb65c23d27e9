import { dynamoDbChannelCounter } from "../../lambdas/adapters/dynamodb-channel-counter.ts";
import type { Limits } from "../../lambdas/core/limits.ts";
import { dayAt } from "../../lambdas/core/throttle-window.ts";
import { systemClock } from "../../lambdas/runtime/system.ts";
import { settings } from "../../lambdas/settings/settings.ts";
import type { Target } from "../target.ts";
import type { Finding } from "./finding.ts";
import { readSetting } from "./read-setting.ts";

/** How much of a channel's day is used. */
export interface ChannelUse {
  readonly channel: string;
  readonly used: number;
  readonly max: number;
}

/** The limits that are in force, and what is used of those by channel. */
export interface LimitsUse {
  readonly limits: Limits;
  readonly channels: readonly ChannelUse[];
}

/** The part of a channel's day from which on it is told of; the stack's alarm has the same. */
const tightPart = 0.8;

/** Reads what is used of each limit today (UTC). Rejects with `DependencyUnavailable`. */
export async function readLimitsUse(target: Target, now: Date): Promise<LimitsUse> {
  const limits = await readSetting(target, settings.limits(target.config));
  const { table } = target;
  const counter = dynamoDbChannelCounter(
    { ...table, once: table.client },
    { clock: systemClock, random: Math.random },
  );
  const channels = await Promise.all(
    Object.entries(limits.perChannelPerDay ?? {}).map(async ([channel, max = 0]) => {
      return { channel, max, used: await counter.used(channel, dayAt(now).name) };
    }),
  );
  return { limits, channels };
}

/** Finds the channels whose day is nearly used up. */
export function findTightLimits({ channels }: LimitsUse): Finding[] {
  return channels
    .filter(({ used, max }) => used >= tightPart * max)
    .map(({ channel, used, max }) => ({
      check: "limits",
      where: `channel ${channel}`,
      what: `has used ${used} of the ${max} notifications of its day`,
      todo: "see who sends them, and whether they are wanted; then raise perChannelPerDay in the parameter limits",
    }));
}

/** What is used of each limit, in a line each; nothing where there is none. */
export function describeLimitsUse({ limits, channels }: LimitsUse): readonly string[] {
  const lines = channels.map(
    ({ channel, used, max }) => `channel ${channel}: ${used} of ${max} notifications today (UTC)`,
  );
  const { hour, day } = limits.perAddress ?? {};
  const perAddress = [
    ...(hour === undefined ? [] : [`${hour} an hour`]),
    ...(day === undefined ? [] : [`${day} a day`]),
  ];
  return perAddress.length === 0
    ? lines
    : [...lines, `each address: ${perAddress.join(", ")}; a dry run says what is used of one`];
}
