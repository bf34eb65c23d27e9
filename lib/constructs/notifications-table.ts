import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, BillingMode, Table } from "aws-cdk-lib/aws-dynamodb";
import type { Construct } from "constructs";
import type { StageKey } from "./stage-key.ts";
import { tableEncryption } from "./stage-key.ts";

/** What the table is made of. */
export interface NotificationsTableProps {
  readonly tableName: string;
  /**
   * Whether the table is protected from deletion and outlives its stack. One that a failed first
   * deployment made is not kept: it would be in the way of the next.
   */
  readonly production: boolean;
  readonly key: StageKey;
}

/**
 * The Notifications table: a user's records under `userId`, sorted by `recordId`.
 *
 * DynamoDB deletes a record within a few days after its `expiresAtEpoch`:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
export class NotificationsTable extends Table {
  constructor(
    scope: Construct,
    id: string,
    { tableName, production, key }: NotificationsTableProps,
  ) {
    super(scope, id, {
      tableName,
      partitionKey: { name: "userId", type: AttributeType.STRING },
      sortKey: { name: "recordId", type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      ...tableEncryption(key),
      timeToLiveAttribute: "expiresAtEpoch",
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: production,
      removalPolicy: production ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    });
  }
}
