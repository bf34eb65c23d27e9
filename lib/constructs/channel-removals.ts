import { CustomResource, Duration, Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Code, IFunction } from "aws-cdk-lib/aws-lambda";
import type { IDependable } from "constructs";
import { Construct } from "constructs";
import type { deploymentEnvironment } from "../../lambdas/functions/deployment/env.ts";
import { channelsResourceType } from "../../lambdas/functions/deployment/resource-types.ts";
import { namesOf } from "../names.ts";
import type { ChannelPipeline } from "./channel-pipeline.ts";
import type { ConfigurationParameters } from "./configuration-parameters.ts";
import { HeraldFunction } from "./herald-function.ts";
import type { StageKey } from "./stage-key.ts";

/** What the function of deployments works with. */
export interface ChannelRemovalsProps {
  readonly stage: string;
  /** Whether what the stage keeps outlives its stack. */
  readonly production: boolean;
  readonly code: Code;
  readonly parameters: ConfigurationParameters;
  readonly key: StageKey;
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
  /** What carries out the stack's custom resources; the secret's is made with it, too. */
  readonly function: IFunction;
  private readonly parameters: ConfigurationParameters;

  constructor(scope: Construct, id: string, props: ChannelRemovalsProps) {
    super(scope, id);
    this.parameters = props.parameters;
    this.function = this.makeFunction(props).function;
  }

  /**
   * Has deployments checked.
   *
   * @param pipelines each channel's pipeline, by the channel's name.
   * @param after what is deployed before the check.
   */
  check(pipelines: ReadonlyMap<string, ChannelPipeline>, after: readonly IDependable[]): void {
    const channels = [...pipelines].map(([channel, { queue, deadLetterQueue }]) => [
      channel,
      { queueUrl: queue.queueUrl, deadLetterUrl: deadLetterQueue.queueUrl },
    ]);
    const resource = new CustomResource(this, "Channels", {
      resourceType: channelsResourceType,
      serviceToken: this.function.functionArn,
      serviceTimeout,
      properties: { Channels: Object.fromEntries(channels) },
    });
    resource.node.addDependency(...after);
    this.parameters.enabledChannels.node.addDependency(resource);
  }

  private makeFunction({ stage, production, code, parameters, key }: ChannelRemovalsProps) {
    const { prefix, functionNamed, secretParameter, contentBucket } = namesOf(stage);
    return new HeraldFunction<typeof deploymentEnvironment>(this, "Check", {
      stage,
      functionName: functionNamed("deployment"),
      description:
        "Herald: makes the stage's secret; empties its bucket; keeps a channel that is not empty from being removed",
      code,
      timeoutSeconds,
      environment: { PARAMETER_PREFIX: parameters.prefix, SECRET_PARAMETER: secretParameter },
      permissions: [
        // The queues of a channel that is dropped are not in the stack's new template.
        new PolicyStatement({
          actions: ["sqs:GetQueueAttributes"],
          resources: [Stack.of(this).formatArn({ service: "sqs", resource: `${prefix}-*` })],
        }),
        parameters.readPermission("deployment"),
        new PolicyStatement({
          actions: ["ssm:GetParameter", "ssm:PutParameter"],
          resources: [
            Stack.of(this).formatArn({
              service: "ssm",
              resource: "parameter",
              resourceName: secretParameter.slice(1),
            }),
          ],
        }),
        ...key.writesParameters,
        // The bucket of a stage that is no production goes with its stack, emptied.
        ...(production ? [] : emptyingOf(Stack.of(this), contentBucket)),
      ],
    });
  }
}

/** The bucket needs the function, so the permissions go by its name. */
function emptyingOf(
  { account, region, partition }: Stack,
  nameOf: ReturnType<typeof namesOf>["contentBucket"],
): PolicyStatement[] {
  const arn = `arn:${partition}:s3:::${nameOf(account, region)}`;
  return [
    new PolicyStatement({ actions: ["s3:ListBucket"], resources: [arn] }),
    new PolicyStatement({ actions: ["s3:DeleteObject"], resources: [`${arn}/*`] }),
  ];
}
