import type { Stack } from "aws-cdk-lib";
import type { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type { StageFacts } from "./provider-module.ts";

/**
 * What the stack makes for a provider that some channel may use: what `stack.ts` in its folder exports
 * as `stack`. Only the CDK app loads it, so no function has the CDK in its bundle.
 */
export interface ProviderStack {
  /** What a channel that may use the provider is permitted, beyond reading its settings. */
  readonly permissions?: (stack: Stack, facts: StageFacts) => readonly PolicyStatement[];
  /** Makes what the stage has once. */
  readonly addResources?: (scope: Construct, facts: StageFacts) => void;
  /** Makes what puts the provider's events into the receipts' queue. */
  readonly addEvents?: (scope: Construct, facts: StageFacts, queue: IQueue) => void;
}
