import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { expect, test } from "vitest";
import { dynamoDbSuppressionStore } from "../../../lambdas/adapters/dynamodb-suppression-store.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { hashing } from "../../support/stage-secret.ts";

/** Suppresses an address by a transaction that is refused for these reasons. */
function suppressWhile(...codes: string[]): Promise<void> {
  const CancellationReasons = codes.map((Code) => ({ Code }));
  const error = new TransactionCanceledException({
    message: "",
    $metadata: {},
    CancellationReasons,
  });
  const client = { send: () => Promise.reject(error) } as unknown as DynamoDBDocumentClient;
  const store = dynamoDbSuppressionStore(
    { client, tableName: "table" },
    new VirtualTime(),
    hashing,
  );
  const suppression = { reason: "bounced", provider: "ses", at: new Date(0) } as const;
  return store.suppress({ userId: "u-42", id: "1" }, "hash", suppression);
}

test.each([
  ["its notification is gone", ["ConditionalCheckFailed", "None"]],
  ["it was lifted since", ["None", "ConditionalCheckFailed"]],
  ["both", ["ConditionalCheckFailed", "ConditionalCheckFailed"]],
])("an address is not suppressed, and that is all, where %s", async (_, codes) => {
  await expect(suppressWhile(...codes)).resolves.toBeUndefined();
});

test.each([
  ["another write was in the way", ["None", "TransactionConflict"]],
  ["it was throttled", ["ThrottlingError", "None"]],
  [
    "one condition was unmet, and the other never looked at",
    ["ConditionalCheckFailed", "TransactionConflict"],
  ],
  ["no reason is given", []],
])("it is tried again where %s", async (_, codes) => {
  await expect(suppressWhile(...codes)).rejects.toBeInstanceOf(DependencyUnavailable);
});
