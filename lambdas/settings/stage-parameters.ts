import type { ReadParameters } from "../core/ports.ts";
import { logger } from "../runtime/logger.ts";
import { count } from "../runtime/metrics.ts";
import { systemClock } from "../runtime/system.ts";
import { ParameterCache } from "./parameter-cache.ts";

/**
 * A cache over this stage's SSM parameters that logs and counts every fault.
 *
 * @param prefix `/herald/<stage>`
 * @param cacheSeconds at most 30.
 */
export function stageParameters(
  read: ReadParameters,
  prefix: string,
  cacheSeconds: number,
): ParameterCache {
  return new ParameterCache({
    read,
    clock: systemClock,
    prefix,
    cacheSeconds,
    onFault: (fault) => {
      logger.error("invalid configuration", { ...fault });
      count("InvalidConfiguration");
    },
  });
}
