import { ssmParameters } from "../adapters/ssm-parameters.ts";
import { logger } from "./logger.ts";
import { count } from "./metrics.ts";
import { ParameterCache } from "./parameter-cache.ts";
import { systemClock } from "./system.ts";

/**
 * A cache over this stage's SSM parameters that logs and counts every fault.
 *
 * @param prefix `/herald/<stage>`
 * @param cacheSeconds at most 30.
 */
export function stageParameters(prefix: string, cacheSeconds: number): ParameterCache {
  return new ParameterCache({
    read: ssmParameters(),
    clock: systemClock,
    prefix,
    cacheSeconds,
    onFault: (fault) => {
      logger.error("invalid configuration", { ...fault });
      count("InvalidConfiguration");
    },
  });
}
