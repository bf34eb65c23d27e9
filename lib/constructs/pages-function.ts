import type { Code } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { pagesEnvironment } from "../../lambdas/functions/pages/env.ts";
import { reservedConcurrency } from "../concurrency.ts";
import type { DeploymentConfig } from "../deployment-config.ts";
import { namesOf } from "../names.ts";
import { HeraldFunction } from "./herald-function.ts";

/** What the function of the pages works with. */
export interface PagesFunctionProps {
  readonly config: DeploymentConfig;
  readonly code: Code;
  readonly timeoutSeconds: number;
}

/** The function that serves the API's document and the console. It may do nothing else. */
export class PagesFunction extends HeraldFunction<typeof pagesEnvironment> {
  constructor(scope: Construct, id: string, { config, code, timeoutSeconds }: PagesFunctionProps) {
    super(scope, id, {
      stage: config.stage,
      functionName: namesOf(config.stage).functionNamed("pages"),
      description: "Herald: describes the API, for machines and for people; serves the console",
      code,
      timeoutSeconds,
      reservedConcurrency: reservedConcurrency(config).pages,
      environment: { AUTHENTICATION: config.authentication },
      permissions: [],
    });
  }
}
