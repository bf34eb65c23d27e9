import { dynamoDbSuppressionStore } from "../../adapters/dynamodb-suppression-store.ts";
import { listSuppressions } from "../../core/list-suppressions.ts";
import { systemClock } from "../../runtime/system.ts";
import { hashing, interventions, table } from "./dependencies.ts";

const suppressions = dynamoDbSuppressionStore(table, systemClock, hashing);

/** The suppressed ones among a user's addresses. */
export function suppressionsOf(userId: string) {
  return listSuppressions({ ...interventions, suppressions }, userId);
}

/** Lifts an address's suppression; returns whether there was one. */
export function lift(userId: string, addressHash: string): Promise<boolean> {
  return suppressions.lift(userId, addressHash, systemClock.now());
}
