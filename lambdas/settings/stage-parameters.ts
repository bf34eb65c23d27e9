import { setTimeout as pause } from "node:timers/promises";
import type { ParameterCopy, ReadParameters } from "../core/ports/parameters.ts";
import { logger } from "../runtime/logger.ts";
import { count } from "../runtime/metrics.ts";
import { systemClock } from "../runtime/system.ts";
import type { UnknownInParameter, UnreadParameters } from "./parameter-cache.ts";
import { ParameterCache } from "./parameter-cache.ts";

/**
 * How long a function waits for its first values, in milliseconds: time enough for one of many that
 * start together to share its own, and little of the 10 s that a request may take.
 */
const patienceMs = 2_000;

/** How a stage's parameters are cached. */
export interface StageParametersOptions {
  /** `/herald/<stage>` */
  readonly prefix: string;
  /** At most 30. */
  readonly cacheSeconds: number;
  /** Where functions of this kind share their parameters; none where one of them is secret. */
  readonly copy?: ParameterCopy;
}

/** A cache over this stage's SSM parameters that logs and counts what is wrong with them. */
export function stageParameters(
  read: ReadParameters,
  options: StageParametersOptions,
): ParameterCache {
  return new ParameterCache({
    ...options,
    read,
    clock: systemClock,
    random: Math.random,
    pause: (ms) => pause(ms),
    patienceMs,
    onFault: (fault) => {
      logger.error("invalid configuration", { ...fault });
      count("InvalidConfiguration");
    },
    onUnknown: reportUnknown,
    onUnread: reportUnread,
  });
}

/** An unknown field may be another release's; a name in a list was meant to do something. */
function reportUnknown({ parameter, kind, details }: UnknownInParameter): void {
  logger.warn("unknown configuration passed over", { parameter, kind, unknown: details.length });
  if (kind === "names") {
    count("InvalidConfiguration");
  }
}

/** A refresh that came too soon for SSM does no harm: it is no alarm's matter. */
function reportUnread(unread: UnreadParameters): void {
  if (unread.isDenied || unread.inForce === "nothing") {
    logger.error("configuration unavailable", { ...unread });
    count("ConfigurationUnavailable");
    return;
  }
  logger.warn("configuration not refreshed", { ...unread });
}
