import type { Stack } from "aws-cdk-lib";
import { ArnFormat } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { ProviderStack } from "../provider-stack.ts";

/** What the stack makes for SNS. */
export const stack: ProviderStack = { permissions: publishSms };

/**
 * A phone number has no ARN, so that publishing to one is a permission for everything. Naming what
 * it is not leaves every topic out.
 *
 * https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html
 */
function publishSms(stack: Stack): PolicyStatement[] {
  const topics = stack.formatArn({
    service: "sns",
    region: "*",
    account: "*",
    resource: "*",
    arnFormat: ArnFormat.NO_RESOURCE_NAME,
  });
  return [new PolicyStatement({ actions: ["sns:Publish"], notResources: [topics] })];
}
