import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { dynamoDbDeliveryStore } from "../../../lambdas/adapters/dynamodb-delivery-store.ts";
import { dynamoDbNotificationStore } from "../../../lambdas/adapters/dynamodb-notification-store.ts";
import { routes } from "../../../lambdas/api/routes.ts";
import { systemClock } from "../../../lambdas/runtime/system.ts";
import { apiEvent } from "../../support/api-event.ts";
import {
  historyLength,
  lambdaLimitBytes,
  longTexts,
  readPages,
  storeLongHistory,
} from "../../support/long-history.ts";
import { hashing, marks } from "../../support/stage-secret.ts";
import type { TestTable } from "../../support/tables.ts";
import { createNotificationsTable } from "../../support/tables.ts";
import { becomeFunction, invocationContext } from "../../support/test-stage.ts";

const userId = "u-42";

let table: TestTable;
let stored: Awaited<ReturnType<typeof storeLongHistory>>;
let list: (query: Record<string, string>) => Promise<{ body: string }>;

beforeAll(async () => {
  const endpoint = inject("awsEndpoint");
  table = await createNotificationsTable(endpoint);
  const notifications = { ...table, retentionDays: 30 };
  const store = {
    ...dynamoDbNotificationStore(notifications, systemClock, marks),
    ...dynamoDbDeliveryStore(notifications, systemClock, hashing),
  };
  stored = await storeLongHistory(store, userId, longTexts["4 bytes a character"]);
  becomeFunction(endpoint, {
    NOTIFICATIONS_TABLE: table.tableName,
    CHANNELS: JSON.stringify(["sms", "email"]),
  });
  const { handler } = await import("../../../lambdas/functions/tracking/handler.ts");
  list = (queryStringParameters) => {
    const { path: resource } = routes.listNotifications;
    const event = apiEvent({ resource, pathParameters: { userId }, queryStringParameters });
    return handler(event, invocationContext());
  };
});

afterAll(() => table.drop());

test.each([
  ["all", "all", {}],
  ["by a status", "failed", { status: "failed" }],
  ["by channel and status", "failed", { status: "failed", channel: "sms" }],
] as const)("a list of 100 long notifications, %s, has each once", async (_, which, filter) => {
  const { ids, maxBytes } = await readPages((cursor) =>
    list({ ...filter, limit: String(historyLength), ...(cursor !== undefined && { cursor }) }),
  );
  expect(ids).toEqual(stored[which]);
  expect(maxBytes).toBeLessThan(lambdaLimitBytes);
});
