import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Code } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { pagesEnvironment } from "../../lambdas/functions/pages/env.ts";
import { reservedConcurrency } from "../concurrency.ts";
import type { DeploymentConfig } from "../deployment-config.ts";
import { namesOf } from "../names.ts";
import { HeraldFunction } from "./herald-function.ts";
import type { NotificationsTable } from "./notifications-table.ts";
import type { StageKey } from "./stage-key.ts";
import type { StageSecret } from "./stage-secret.ts";

/** What the function of the pages works with. */
export interface PagesFunctionProps {
  readonly config: DeploymentConfig;
  readonly code: Code;
  readonly timeoutSeconds: number;
  readonly table: NotificationsTable;
  readonly key: StageKey;
  readonly secret: StageSecret;
}

/**
 * The function that serves the API's document and the console, and unsubscribes users by their mails' links. It can
 * read nothing.
 */
export class PagesFunction extends HeraldFunction<typeof pagesEnvironment> {
  constructor(scope: Construct, id: string, props: PagesFunctionProps) {
    const { config, code, timeoutSeconds, table, key, secret } = props;
    super(scope, id, {
      stage: config.stage,
      functionName: namesOf(config.stage).functionNamed("pages"),
      description:
        "Herald: describes the API, for machines and for people; serves the console; unsubscribes",
      code,
      timeoutSeconds,
      reservedConcurrency: reservedConcurrency(config).pages,
      secret,
      environment: {
        AUTHENTICATION: config.authentication,
        NOTIFICATIONS_TABLE: table.tableName,
      },
      permissions: [
        new PolicyStatement({ actions: ["dynamodb:UpdateItem"], resources: [table.tableArn] }),
        ...key.usedThrough("dynamodb", "lambda"),
      ],
    });
  }
}
