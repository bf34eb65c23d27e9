import type { ReadParameters } from "../../lambdas/core/ports/parameters.ts";
import type { Clock } from "../../lambdas/core/ports/system.ts";
import type { ParameterCacheOptions } from "../../lambdas/settings/parameter-cache.ts";
import { ParameterCache } from "../../lambdas/settings/parameter-cache.ts";

/** A cache over `/herald/test` for 20 s, to the second, that gives up at once where it cannot read. */
export function testParameterCache(
  read: ReadParameters,
  clock: Clock,
  options: Partial<ParameterCacheOptions> = {},
): ParameterCache {
  return new ParameterCache({
    read,
    clock,
    prefix: "/herald/test",
    cacheSeconds: 20,
    patienceMs: 0,
    random: () => 0,
    pause: () => Promise.reject(new Error("has no patience")),
    onFault: () => {},
    onUnknown: () => {},
    onUnread: () => {},
    ...options,
  });
}
