import { CustomResource, Duration, Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Code } from "aws-cdk-lib/aws-lambda";
import type { IDependable } from "constructs";
import { Construct } from "constructs";
import type { deploymentEnvironment } from "../../lambdas/functions/deployment/env.ts";
import { namesOf } from "../names.ts";
import type { ChannelPipeline } from "./channel-pipeline.ts";
import type { ConfigurationParameters } from "./configuration-parameters.ts";
import { HeraldFunction } from "./herald-function.ts";

/** What keeps channels from being removed with what their queues hold. */
export interface ChannelRemovalsProps {
  readonly stage: string;
  readonly code: Code;
  /** Each channel's pipeline, by the channel's name. */
  readonly pipelines: ReadonlyMap<string, ChannelPipeline>;
  readonly parameters: ConfigurationParameters;
  /** What is deployed before the check. */
  readonly after: readonly IDependable[];
}

/** Of the function: a few calls, each tried again. */
const timeoutSeconds = 30;

/**
 * How long CloudFormation waits for the function's response, which is an hour otherwise. Lambda tries a
 * failed invocation again after a minute.
 */
const serviceTimeout = Duration.minutes(3);

/**
 * A resource that knows the stage's channels. CloudFormation has a function check an update that drops
 * one: where the channel's queues are not empty, or it is still enabled, the update fails, and is rolled
 * back before anything is deleted, as deletions come last.
 *
 * It comes after all but `enabled-channels`, which must still hold what it held. So no other resource's
 * failure rolls the check back, and a channel that a failed update takes back was never enabled.
 */
export class ChannelRemovals extends Construct {
  constructor(scope: Construct, id: string, props: ChannelRemovalsProps) {
    super(scope, id);
    const { function: check } = this.makeFunction(props);
    const channels = [...props.pipelines].map(([channel, { queue, deadLetterQueue }]) => [
      channel,
      { queueUrl: queue.queueUrl, deadLetterUrl: deadLetterQueue.queueUrl },
    ]);
    const resource = new CustomResource(this, "Channels", {
      resourceType: "Custom::HeraldChannels",
      serviceToken: check.functionArn,
      serviceTimeout,
      properties: { Channels: Object.fromEntries(channels) },
    });
    resource.node.addDependency(...props.after);
    props.parameters.enabledChannels.node.addDependency(resource);
  }

  private makeFunction({ stage, code, parameters }: ChannelRemovalsProps) {
    const { prefix, functionNamed } = namesOf(stage);
    return new HeraldFunction<typeof deploymentEnvironment>(this, "Check", {
      stage,
      functionName: functionNamed("deployment"),
      description: "Herald: keeps a deployment from removing a channel that is not empty",
      code,
      timeoutSeconds,
      environment: { PARAMETER_PREFIX: parameters.prefix },
      permissions: [
        // The queues of a channel that is dropped are not in the stack's new template.
        new PolicyStatement({
          actions: ["sqs:GetQueueAttributes"],
          resources: [Stack.of(this).formatArn({ service: "sqs", resource: `${prefix}-*` })],
        }),
        parameters.readPermission("deployment"),
      ],
    });
  }
}
