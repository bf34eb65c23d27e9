import { InvalidArgumentError } from "commander";

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Reads a duration: a whole number and `s`, `m`, `h` or `d`, e.g. `15m`.
 *
 * @returns milliseconds.
 * @throws InvalidArgumentError for anything else.
 */
export function readDuration(text: string): number {
  const [, amount, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (amount === undefined || unit === undefined) {
    throw new InvalidArgumentError("It must be a duration such as 90s, 15m, 2h or 3d.");
  }
  return Number(amount) * unitMs[unit as keyof typeof unitMs];
}

const isoTime = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

/**
 * Reads a point in time: an ISO 8601 time with its offset, a date (midnight UTC), or a duration
 * before `now`.
 *
 * @throws InvalidArgumentError for anything else.
 */
export function readSince(text: string, now: Date): Date {
  if (!isoTime.test(text)) {
    if (!/^\d+[a-z]$/.test(text)) {
      throw badMoment();
    }
    return new Date(now.getTime() - readDuration(text));
  }
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) {
    throw badMoment();
  }
  return moment;
}

function badMoment(): InvalidArgumentError {
  return new InvalidArgumentError("It must be a time such as 2026-12-01T12:00:00Z, or 2h.");
}

/** Reads a whole number from 1 to `max`. @throws InvalidArgumentError for anything else. */
export function readCount(text: string, max: number): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= max) {
    return count;
  }
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${max}.`);
}
