import { defaultCaller, scopes } from "../lambdas/core/caller.ts";
import type { DeploymentFault } from "../lambdas/providers/provider-module.ts";
import type { CallerConfig, DeploymentConfig } from "./deployment-config.ts";
import { firstKey } from "./names.ts";

/** The callers with API keys: where none is configured, one that may do everything. */
export function callersOf({
  callers,
}: Pick<DeploymentConfig, "callers">): Readonly<Record<string, CallerConfig>> {
  return callers ?? { [defaultCaller]: { scopes: [...scopes], keys: [firstKey] } };
}

/** Whether the one caller is whoever has a key, so that no function need know its id. */
export function isOnlyCaller({ callers }: Pick<DeploymentConfig, "callers">): boolean {
  return callers === undefined;
}

/** What is wrong with the callers as the configuration has them. */
export function callerFaults(config: DeploymentConfig): readonly DeploymentFault[] {
  return Object.entries(config.callers ?? {}).flatMap(([name, { ratePerSecond, burst }]) => {
    if ((ratePerSecond === undefined) === (burst === undefined)) {
      return [];
    }
    const missing = ratePerSecond === undefined ? "ratePerSecond" : "burst";
    return [{ field: `callers.${name}.${missing}`, detail: "is missing: the two go together" }];
  });
}
