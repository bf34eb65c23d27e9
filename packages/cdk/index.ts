/**
 * Herald in a CDK app of one's own.
 *
 * @packageDocumentation
 */
export type { MetricName } from "../../lambdas/runtime/metric-names.ts";
export type { CallerKeys } from "../../lib/constructs/caller-keys.ts";
export type { DeploymentConfig, StageConfigInput } from "../../lib/deployment-config.ts";
export type { FunctionCode } from "../../lib/function-code.ts";
export type { HeraldProps } from "../../lib/herald.ts";
export { Herald } from "../../lib/herald.ts";
export { InvalidDeploymentConfig } from "../../lib/read-deployment-config.ts";
