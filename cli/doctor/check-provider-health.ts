import { dynamoDbHealthStore } from "../../lambdas/adapters/dynamodb-health-store.ts";
import type { HealthRecord } from "../../lambdas/core/health-record.ts";
import { conditionOf } from "../../lambdas/core/health-record.ts";
import { noSettingsCode } from "../../lambdas/core/provider-health.ts";
import { settings } from "../../lambdas/settings/settings.ts";
import type { Target } from "../target.ts";
import type { Finding } from "./finding.ts";
import { readSetting } from "./read-setting.ts";

/**
 * Finds the providers on the channels' lists that are down, to be tried or misconfigured. Rejects with
 * `DependencyUnavailable`.
 */
export async function checkProviderHealth(target: Target, now: Date): Promise<Finding[]> {
  const store = dynamoDbHealthStore(target.table.client, target.healthTableName);
  const records = await store.read(await listedProviders(target));
  return records
    .filter(({ lastError }) => !lastError?.endsWith(` ${noSettingsCode}`))
    .flatMap((record) => describe(record, now) ?? [])
    .map((found) => ({ check: "provider health", ...found }));
}

/** Nobody tries a provider that was taken off every list, so its record stays as it is. */
async function listedProviders(target: Target): Promise<readonly string[]> {
  const lists = await Promise.all(
    Object.entries(target.config.channels).map(([channel, deployed]) =>
      readSetting(target, settings.channelProviders(channel, deployed)),
    ),
  );
  return [...new Set(lists.flatMap(({ accounts }) => accounts))];
}

function describe(record: HealthRecord, now: Date): Omit<Finding, "check"> | undefined {
  const { provider, openUntil, failures, lastError, since } = record;
  const where = `provider ${provider}`;
  const error = lastError === undefined ? "" : `, last ${lastError}`;
  switch (conditionOf(record, now)) {
    case "down":
      return {
        where,
        what: `is passed over until ${openUntil.toISOString()} (failures: ${failures}${error})`,
        todo: "see whether it is down; after that time one delivery tries it",
      };
    case "to-be-tried":
      return {
        where,
        what: `was down until ${openUntil.toISOString()}, to be tried (failures: ${failures}${error})`,
        todo: "nothing: the next delivery that comes to it tries it",
        isNote: true,
      };
    case "misconfigured":
      return {
        where,
        what: `is misconfigured since ${since?.toISOString()} (${lastError})`,
        todo: "put its settings or its account right; other settings, or the next message that it takes, clear it",
      };
    case "ok":
      return undefined;
  }
}
