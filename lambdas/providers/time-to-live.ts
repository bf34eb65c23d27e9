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
