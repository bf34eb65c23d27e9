import { CustomResource, Duration } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { secretResourceType } from "../../lambdas/functions/deployment/resource-types.ts";
import type { StageKey } from "./stage-key.ts";

/** How long CloudFormation waits for the function's response, which is an hour otherwise. */
const serviceTimeout = Duration.minutes(3);

/**
 * The stage's secret: 32 random bytes with which users' ids are hashed and sealed. A function makes it
 * once, in an SSM parameter, and says it to CloudFormation, which shows it to nobody: it is neither in the
 * template nor in the stack's events. It outlives the stack, as what was sealed with it may.
 */
export class StageSecret extends Construct {
  /** A token of 43 characters of base64url. */
  readonly value: string;
  /** The key that encrypts whatever holds the secret. */
  readonly key: IKey | undefined;

  /** @param make the function that makes it. */
  constructor(scope: Construct, id: string, make: IFunction, { key }: StageKey) {
    super(scope, id);
    this.key = key;
    this.value = new CustomResource(this, "Secret", {
      resourceType: secretResourceType,
      serviceToken: make.functionArn,
      serviceTimeout,
      properties: { ...(key && { KmsKeyArn: key.keyArn }) },
    }).getAttString("Secret");
  }
}
