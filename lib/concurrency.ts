import type { DeploymentFault } from "../lambdas/providers/provider-module.ts";
import type { DeploymentConfig } from "./deployment-config.ts";

/** The service quota for an account's concurrent executions, as the Service Quotas console has it. */
export const concurrencyQuota = "Concurrent executions (L-B99A9384)";

/** How many of a stage's functions run at once when every queue has a backlog. */
export function backlogConcurrency({
  channels,
  concurrency,
}: Pick<DeploymentConfig, "channels" | "concurrency">): number {
  const ofChannels = Object.values(channels).reduce(
    (sum, { maximumConcurrency }) => sum + maximumConcurrency,
    0,
  );
  return ofChannels + concurrency.receipts;
}

/**
 * What is wrong where a backlog would leave the functions behind the API less than their share.
 *
 * @param account concurrent executions that the account has in the stage's region.
 */
export function concurrencyShortage(
  config: Pick<DeploymentConfig, "channels" | "concurrency">,
  account: number,
): string | undefined {
  const backlog = backlogConcurrency(config);
  const { requests } = config.concurrency;
  return backlog + requests > account
    ? `channels and receipts may run ${backlog} functions at once and ${requests} are kept for requests, of ${account} that the account has`
    : undefined;
}

/** The check that a deployment makes, by the account's concurrency as the configuration states it. */
export function concurrencyFaults(config: DeploymentConfig): readonly DeploymentFault[] {
  const { account } = config.concurrency;
  const shortage = account === undefined ? undefined : concurrencyShortage(config, account);
  if (shortage === undefined) {
    return [];
  }
  const detail = `${shortage}: lower the channels' maximumConcurrency, or have AWS raise the quota ${concurrencyQuota}`;
  return [{ field: "concurrency.account", detail }];
}
