import { CfnOutput, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { defaultCaller } from "../lambdas/core/caller.ts";
import type { DeploymentConfig } from "./deployment-config.ts";
import type { HeraldProps } from "./herald.ts";
import { Herald } from "./herald.ts";
import { namesOf } from "./names.ts";

/** One stage of Herald as a stack of its own, with outputs that say where everything is. */
export class HeraldStack extends Stack {
  readonly herald: Herald;

  /**
   * @param config the stage's checked configuration; its stage names the stack.
   * @param options what goes beyond it.
   */
  constructor(
    scope: Construct,
    { region, ...config }: DeploymentConfig,
    options: Pick<HeraldProps, "functionCode" | "templates"> = {},
  ) {
    super(scope, namesOf(config.stage).stack, { env: { region } });
    // What is in a construct of this name has the logical ids that it would have in the stack itself.
    this.herald = new Herald(this, "Default", { ...config, ...options });
    const { api, url, table, providerHealthTable, contentBucket } = this.herald;
    const queues = this.herald.channels.map((channel) => [
      channel,
      {
        url: this.herald.queue(channel).queueUrl,
        deadLetterUrl: this.herald.deadLetterQueue(channel).queueUrl,
      },
    ]);
    this.output("Stage", config.stage);
    this.output("Region", region);
    this.output("ApiUrl", url);
    this.output("ApiId", api.restApiId);
    this.outputKeys();
    this.output("NotificationsTableName", table.tableName);
    this.output("ProviderHealthTableName", providerHealthTable.tableName);
    this.output("ContentBucketName", contentBucket.bucketName);
    this.output("Queues", this.toJsonString(Object.fromEntries(queues)));
  }

  /** The default caller's key by itself, as stages without other callers have it. */
  private outputKeys(): void {
    const { [defaultCaller]: own = [], ...others } = this.herald.apiKeys;
    if (own[0] !== undefined) {
      this.output("ApiKeyId", own[0].keyId);
    }
    if (Object.keys(others).length > 0 || own.length > 1) {
      const ids = Object.entries(this.herald.apiKeys).map(([caller, keys]) => [
        caller,
        keys.map(({ keyId }) => keyId),
      ]);
      this.output("ApiKeyIds", this.toJsonString(Object.fromEntries(ids)));
    }
  }

  private output(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}
