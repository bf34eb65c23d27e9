import type { IApiKey, RestApi } from "aws-cdk-lib/aws-apigateway";
import { ApiKey, Period, UsagePlan } from "aws-cdk-lib/aws-apigateway";
import { Construct } from "constructs";
import { defaultCaller } from "../../lambdas/core/caller.ts";
import { callersOf, isOnlyCaller } from "../callers.ts";
import type { CallerConfig, DeploymentConfig } from "../deployment-config.ts";
import { firstKey, namesOf } from "../names.ts";

/** The API keys of each caller, by the caller's name. */
export type CallerKeys = Readonly<Record<string, readonly IApiKey[]>>;

/**
 * Gives each caller its API keys and a usage plan. The first key of the default caller and its plan are
 * where they were before there were other callers: a key that moved would get another value.
 */
export function addCallerKeys(api: RestApi, config: DeploymentConfig): CallerKeys {
  const entries = Object.entries(callersOf(config)).map(([name, caller]) => [
    name,
    addKeys(api, config, name, caller),
  ]);
  return Object.fromEntries(entries);
}

function addKeys(
  api: RestApi,
  config: DeploymentConfig,
  name: string,
  { keys, requestsPerDay, ratePerSecond, burst }: CallerConfig,
): readonly IApiKey[] {
  const names = namesOf(config.stage);
  const isDefault = name === defaultCaller;
  const scope = isDefault ? api : new Construct(api, `Caller-${name}`);
  const plan = new UsagePlan(scope, "UsagePlan", {
    name: names.usagePlan(name),
    apiStages: [{ stage: api.deploymentStage }],
    ...(requestsPerDay !== undefined && { quota: { limit: requestsPerDay, period: Period.DAY } }),
    ...(ratePerSecond !== undefined &&
      burst !== undefined && { throttle: { rateLimit: ratePerSecond, burstLimit: burst } }),
  });
  return keys.map((key) => {
    const id = key === firstKey ? "ApiKey" : `ApiKey-${key}`;
    const apiKey = new ApiKey(scope, id, {
      apiKeyName: names.apiKey(name, key),
      // A key that names the stage needs it before it; functions that know the key's id stand before
      // the stage. Its usage plan is what ties a key to a stage.
      ...(isOnlyCaller(config) && { stages: [api.deploymentStage] }),
    });
    plan.addApiKey(apiKey);
    return apiKey;
  });
}
