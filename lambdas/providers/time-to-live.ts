import type { ProviderMessage } from "../core/provider.ts";

/**
 * Whole seconds for which a message is still of use, for providers that drop it afterwards.
 *
 * @param maxSeconds the longest that the provider allows.
 * @returns 1 to `maxSeconds`; `undefined` when the message does not expire.
 */
export function secondsToLive(expiresAt: Date | undefined, maxSeconds: number): number | undefined {
  if (expiresAt === undefined) {
    return undefined;
  }
  const seconds = Math.floor((expiresAt.getTime() - Date.now()) / 1_000);
  return Math.min(Math.max(seconds, 1), maxSeconds);
}

/**
 * The same for a push, whose content may say a time of its own: the shorter one counts.
 *
 * @returns 0 to `maxSeconds`, where 0 is now or never.
 */
export function pushSecondsToLive(
  { expiresAt, push }: Pick<ProviderMessage, "expiresAt" | "push">,
  maxSeconds: number,
): number | undefined {
  const all = [secondsToLive(expiresAt, maxSeconds), push?.ttlSeconds];
  const known = all.filter((seconds) => seconds !== undefined);
  return known.length === 0 ? undefined : Math.min(...known, maxSeconds);
}
