import { dynamoDbHealthStore } from "../../lambdas/adapters/dynamodb-health-store.ts";
import type { HealthRecord } from "../../lambdas/core/health-record.ts";
import type { Target } from "../target.ts";
import type { Finding } from "./finding.ts";

/** Finds the providers whose health record is open. Rejects with `DependencyUnavailable`. */
export async function checkProviderHealth(target: Target, now: Date): Promise<Finding[]> {
  const ids = Object.values(target.config.channels).flatMap((channel) => channel.allowedProviders);
  const store = dynamoDbHealthStore(target.table.client, target.healthTableName);
  const records = await store.read([...new Set(ids)]);
  return records.filter(({ state }) => state === "open").map((record) => describe(record, now));
}

function describe({ provider, openUntil, failures, lastError }: HealthRecord, now: Date): Finding {
  const until = openUntil.toISOString();
  const isOpen = openUntil > now;
  const state = isOpen
    ? `is passed over until ${until}`
    : `was down until ${until}, not tried since`;
  const error = lastError === undefined ? "" : `, last ${lastError}`;
  return {
    check: "provider health",
    where: `provider ${provider}`,
    what: `${state} (failures: ${failures}${error})`,
    todo: isOpen
      ? "see whether it is down; after that time one delivery tries it"
      : "nothing, if it is well: the next delivery tries it",
  };
}
