import type { LambdaClient } from "@aws-sdk/client-lambda";
import { GetAccountSettingsCommand } from "@aws-sdk/client-lambda";
import { awsCall } from "../../lambdas/adapters/aws-call.ts";
import { concurrencyQuota, concurrencyShortage } from "../../lib/concurrency.ts";
import type { DeploymentConfig } from "../../lib/deployment-config.ts";
import type { Finding } from "./finding.ts";

/** What the check needs of a stage. */
export interface ConcurrencyTarget {
  readonly lambda: Pick<LambdaClient, "send">;
  readonly config: Pick<DeploymentConfig, "channels" | "concurrency">;
}

/**
 * Holds what the stage's queues may run against what the account has. Other stages and other functions
 * of the account share it and are not counted.
 *
 * @throws DependencyUnavailable when the account's limit cannot be read.
 */
export async function checkConcurrency({ lambda, config }: ConcurrencyTarget): Promise<Finding[]> {
  const { AccountLimit } = await awsCall("Lambda", () =>
    lambda.send(new GetAccountSettingsCommand({})),
  );
  const account = AccountLimit?.ConcurrentExecutions;
  const shortage = account === undefined ? undefined : concurrencyShortage(config, account);
  if (shortage === undefined) {
    return [];
  }
  return [
    {
      check: "concurrency",
      where: "account",
      what: shortage,
      todo: `lower the channels' maximumConcurrency and deploy, or have AWS raise the quota ${concurrencyQuota}`,
    },
  ];
}
