import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, BillingMode, Table } from "aws-cdk-lib/aws-dynamodb";
import type { Construct } from "constructs";
import type { StageKey } from "./stage-key.ts";
import { tableEncryption } from "./stage-key.ts";

/**
 * The ProviderHealth table: one record for each provider that was ever down. Losing it costs a few
 * calls to providers that are down, so it has no backup and goes with its stack.
 */
export class ProviderHealthTable extends Table {
  constructor(scope: Construct, id: string, tableName: string, key: StageKey) {
    super(scope, id, {
      tableName,
      partitionKey: { name: "provider", type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      ...tableEncryption(key),
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
