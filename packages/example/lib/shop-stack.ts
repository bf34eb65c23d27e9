import type { StackProps } from "aws-cdk-lib";
import { CfnOutput, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Herald } from "herald-cdk";

/** A shop's stack: two stages of Herald, one with a provider of the shop's own. */
export class ShopStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const herald = new Herald(this, "Notifications", {
      // `cdk deploy -c stage=local` for the emulator, where providers may be reached without TLS.
      stage: this.node.tryGetContext("stage") ?? "shop",
      production: false,
      callers: { shop: { scopes: ["send", "read"] } },
      channels: { sms: { providers: ["acme-sms"] } },
      ownProviders: ["providers/acme-sms.ts"],
    });
    new Herald(this, "Alerts", {
      stage: "alerts",
      production: false,
      authentication: "iam",
      channels: { push: { providers: ["pushy"] } },
      createApiLogRole: false,
    });
    new CfnOutput(this, "HeraldUrl", { value: herald.url });
    new CfnOutput(this, "HeraldApiId", { value: herald.api.restApiId });
    new CfnOutput(this, "HeraldKeyId", { value: herald.apiKeys["shop"]?.[0]?.keyId ?? "" });
    new CfnOutput(this, "DeadLetters", { value: herald.deadLetterQueue("sms").queueUrl });
  }
}
