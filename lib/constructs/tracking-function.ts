import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Code } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { trackingEnvironment } from "../../lambdas/functions/tracking/env.ts";
import type { DeploymentConfig } from "../deployment-config.ts";
import { namesOf } from "../names.ts";
import { HeraldFunction } from "./herald-function.ts";
import type { NotificationsTable } from "./notifications-table.ts";
import type { StageKey } from "./stage-key.ts";

/** What the tracking function works with. */
export interface TrackingFunctionProps {
  readonly config: DeploymentConfig;
  readonly code: Code;
  readonly timeoutSeconds: number;
  readonly table: NotificationsTable;
  readonly key: StageKey;
  /** Who may call, as `HeraldApi` has it. */
  readonly callers: string;
}

/** The function that looks notifications up. */
export class TrackingFunction extends HeraldFunction<typeof trackingEnvironment> {
  constructor(scope: Construct, id: string, props: TrackingFunctionProps) {
    const { config, code, timeoutSeconds, table, key, callers } = props;
    super(scope, id, {
      stage: config.stage,
      functionName: namesOf(config.stage).functionNamed("tracking"),
      description: "Herald: looks up notifications and their deliveries",
      code,
      timeoutSeconds,
      environment: {
        NOTIFICATIONS_TABLE: table.tableName,
        CHANNELS: JSON.stringify(Object.keys(config.channels)),
        CALLERS: callers,
      },
      permissions: [
        new PolicyStatement({
          actions: ["dynamodb:BatchGetItem", "dynamodb:Query"],
          resources: [table.tableArn],
        }),
        ...key.usedThrough("dynamodb"),
      ],
    });
  }
}
