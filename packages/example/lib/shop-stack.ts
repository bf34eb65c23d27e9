import type { StackProps } from "aws-cdk-lib";
import { CfnOutput, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Herald } from "herald-cdk";

/** A shop's stack: two stages of Herald, one with a provider of the shop's own. */
export class ShopStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    // `cdk deploy -c stage=local` is for the emulator: it knows no saved queries, and in a stage of that
    // name providers may be reached without TLS.
    const stage: string = this.node.tryGetContext("stage") ?? "shop";
    const logQueries = stage !== "local";
    const herald = new Herald(this, "Notifications", {
      stage,
      logQueries,
      production: false,
      callers: { shop: { scopes: ["send", "read"] } },
      channels: { sms: { providers: ["acme-sms"] } },
      ownProviders: ["providers/acme-sms.ts"],
    });
    new Herald(this, "Alerts", {
      stage: "alerts",
      logQueries,
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
