import type { DeploymentFault } from "../lambdas/providers/provider-module.ts";
import type { DeploymentConfig } from "./deployment-config.ts";

/** The service quota for an account's concurrent executions, as the Service Quotas console has it. */
export const concurrencyQuota = "Concurrent executions (L-B99A9384)";

type ConcurrencyConfig = Pick<DeploymentConfig, "channels" | "concurrency">;

/** How many of a stage's functions run at once when every queue has a backlog. */
export function backlogConcurrency({ channels, concurrency }: ConcurrencyConfig): number {
  const ofChannels = Object.values(channels).reduce(
    (sum, { maximumConcurrency }) => sum + maximumConcurrency,
    0,
  );
  return ofChannels + concurrency.receipts;
}

/** What AWS wants left of an account's executions for functions without a reservation. */
const minUnreserved = 100;

/** Of the functions that anybody can call. */
const standardReservations = { callbacks: 100, pages: 10 } as const;

/** Executions that are reserved for each of the functions that anybody can call; of none if left out. */
export type Reservations = Partial<Record<keyof typeof standardReservations, number>>;

/** What the configuration reserves, or the standard where the account has room for it. */
export function reservedConcurrency(config: ConcurrencyConfig): Reservations {
  const { account, requests, callbacks, pages } = config.concurrency;
  const given: Reservations = {
    ...(callbacks !== undefined && { callbacks }),
    ...(pages !== undefined && { pages }),
  };
  const wanted = { ...standardReservations, ...given };
  const unreserved = Math.max(minUnreserved, backlogConcurrency(config) + requests);
  return account !== undefined && sumOf(wanted) + unreserved <= account ? wanted : given;
}

function sumOf({ callbacks = 0, pages = 0 }: Reservations): number {
  return callbacks + pages;
}

/**
 * What is wrong where a backlog would leave the functions behind the API less than their share, or
 * reservations the other functions less than AWS wants.
 *
 * @param account concurrent executions that the account has in the stage's region.
 */
export function concurrencyShortage(
  config: ConcurrencyConfig,
  account: number,
): string | undefined {
  const backlog = backlogConcurrency(config);
  const reserved = sumOf(reservedConcurrency(config));
  const { requests } = config.concurrency;
  if (reserved > 0 && reserved + minUnreserved > account) {
    return `callbacks and pages reserve ${reserved} of ${account} that the account has, and AWS wants ${minUnreserved} left`;
  }
  const beside = reserved > 0 ? `, ${reserved} are reserved` : "";
  return backlog + requests + reserved > account
    ? `channels and receipts may run ${backlog} functions at once${beside} and ${requests} are kept for requests, of ${account} that the account has`
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
