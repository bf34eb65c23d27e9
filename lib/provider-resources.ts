import type { Stack } from "aws-cdk-lib";
import { ArnFormat } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { DeploymentConfig } from "./deployment-config.ts";
import { namesOf } from "./names.ts";

/** What the stack makes for a provider. */
export interface ProviderResources {
  /** The first value of the SSM parameter `providers/<id>`: nothing secret. */
  settings(config: DeploymentConfig): Readonly<Record<string, string>>;
  /** What a channel that may use the provider is permitted, beyond reading its settings. */
  permissions(stack: Stack, config: DeploymentConfig): readonly PolicyStatement[];
}

const nothing: ProviderResources = { settings: () => ({}), permissions: () => [] };

/**
 * The providers whose settings are not secret, by id.
 *
 * Any other provider has its settings in a SecureString, which CloudFormation cannot make: the
 * deployer puts it, encrypted with the account's `aws/ssm` key. That key lets everyone who may read
 * a parameter decrypt it, so no function needs `kms:Decrypt`:
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html
 */
export const providerResources: Readonly<Record<string, ProviderResources>> = {
  "always-fail": nothing,
  ses: {
    settings: ({ emailFrom, emailIdentity, stage }) => ({
      ...senderOf(emailFrom ?? emailIdentity),
      configurationSet: namesOf(stage).configurationSet,
    }),
    permissions: sendEmail,
  },
  sns: { ...nothing, permissions: publishSms },
};

function senderOf(from: string | undefined) {
  return from === undefined ? {} : { from };
}

/**
 * Sending as the stage's own identity and with its own configuration set only. While the account is
 * in SES's sandbox, a recipient that is an identity of the same account needs this permission too.
 */
function sendEmail(stack: Stack, { emailIdentity, stage }: DeploymentConfig) {
  const identity = stack.formatArn({
    service: "ses",
    resource: "identity",
    resourceName: emailIdentity ?? "none",
  });
  const configurationSet = stack.formatArn({
    service: "ses",
    resource: "configuration-set",
    resourceName: namesOf(stage).configurationSet,
  });
  const resources = [identity, configurationSet];
  return [new PolicyStatement({ actions: ["ses:SendEmail"], resources })];
}

/**
 * A phone number has no ARN, so that publishing to one is a permission for everything. Naming what
 * it is not leaves every topic out.
 *
 * https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html
 */
function publishSms(stack: Stack) {
  const topics = stack.formatArn({
    service: "sns",
    region: "*",
    account: "*",
    resource: "*",
    arnFormat: ArnFormat.NO_RESOURCE_NAME,
  });
  return [new PolicyStatement({ actions: ["sns:Publish"], notResources: [topics] })];
}
