import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { OperationId } from "../../../lambdas/api/routes.ts";
import { routes } from "../../../lambdas/api/routes.ts";
import { apiEvent } from "../../support/api-event.ts";
import { expectOnlyCode, expectRepeatable } from "../../support/expect-repeatable.ts";
import type { FakeAws } from "../../support/fake-aws.ts";
import { startFakeAws } from "../../support/fake-aws.ts";
import type { RecordedOutput } from "../../support/recorded-output.ts";
import { recordOutput } from "../../support/recorded-output.ts";
import { acceptedNotification, deliveryOf, sent, storedItems } from "../../support/stored-items.ts";
import { becomeFunction, invocationContext } from "../../support/test-stage.ts";

const notification = acceptedNotification();
const { userId, id: notificationId } = notification;

let aws: FakeAws;
let output: RecordedOutput;
let handler: typeof import("../../../lambdas/functions/tracking/handler.ts").handler;

beforeAll(async () => {
  aws = await startFakeAws();
  output = recordOutput();
  becomeFunction(aws.url, {
    NOTIFICATIONS_TABLE: "Notifications",
    CHANNELS: JSON.stringify(["sms", "email"]),
  });
  ({ handler } = await import("../../../lambdas/functions/tracking/handler.ts"));
});

afterAll(async () => {
  await aws.close();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

beforeEach(() => {
  aws.reset();
  output.clear();
});

function call(id: OperationId, queryStringParameters: Record<string, string> = {}) {
  const { method, path: resource } = routes[id];
  const pathParameters = { userId, ...(id === "findNotification" && { notificationId }) };
  const event = apiEvent({ method, resource, pathParameters, queryStringParameters });
  return handler(event, invocationContext());
}

test.each<OperationId>(["listNotifications", "findNotification"])(
  "where DynamoDB fails, %s is 503, to be repeated, and what AWS says is nowhere",
  async (id) => {
    aws.fail("DynamoDB.Query");
    const response = await call(id);
    expectRepeatable(response);
    expectOnlyCode(output, response, [userId]);
    expect(output.lines).toMatchObject([{ dependency: "DynamoDB" }]);
  },
);

test("a notification is shown with its deliveries, and nothing of Herald's own", async () => {
  const Items = sent(storedItems(notification, [deliveryOf(notification)]));
  aws.respond("DynamoDB.Query", () => ({ Items }));

  const { statusCode, body } = await call("findNotification");

  expect(statusCode).toBe(200);
  const at = notification.registeredAt.toISOString();
  expect(JSON.parse(body)).toEqual({
    id: notificationId,
    userId,
    message: "Hello Ann",
    email: "ann@example.com",
    phoneNumber: "+48600100200",
    channels: ["sms", "email"],
    expectsResponse: false,
    registeredAt: at,
    deliveries: [
      {
        channel: "sms",
        status: "failed",
        failureReason: "refused",
        attempts: 1,
        updatedAt: at,
        possibleDuplicate: false,
        trail: [],
      },
      { channel: "email", status: "queued", attempts: 0 },
    ],
  });
});

test("what is not there is 404", async () => {
  const { statusCode, body } = await call("findNotification");
  expect(statusCode).toBe(404);
  expect(JSON.parse(body).detail).toBe("There is no such notification.");
});

test("a list has what its filter and its bounds leave", async () => {
  const other = acceptedNotification({ registeredAt: new Date(Date.now() - 120_000) });
  const items = [
    ...storedItems(notification, [deliveryOf(notification)]),
    ...storedItems(other, [deliveryOf(other, { status: "sent" })]),
  ];
  aws.respond("DynamoDB.Query", () => ({ Items: sent(items) }));

  const listed = async (query: Record<string, string>) => {
    const { statusCode, body } = await call("listNotifications", query);
    expect(statusCode).toBe(200);
    return JSON.parse(body).notifications.map(({ id }: { id: string }) => id);
  };

  expect(await listed({})).toEqual([notificationId, other.id]);
  expect(await listed({ limit: "1" })).toEqual([notificationId]);
  expect(await listed({ channel: "sms", status: "sent" })).toEqual([other.id]);
  await listed({ from: "2026-01-01T00:00:00Z", to: "2026-01-01T00:00:01Z" });
  const bounds = aws.inputsOf("DynamoDB.Query").at(-1).ExpressionAttributeValues;
  expect(bounds[":from"].S).not.toBe(bounds[":to"].S);
  expect(bounds[":userId"].S).toBe(userId);
});

test("a parameter that a list does not have is 400, and nothing is read", async () => {
  const { statusCode, body } = await call("listNotifications", { channels: "sms" });
  expect(statusCode).toBe(400);
  expect(JSON.parse(body).errors).toMatchObject([{ field: "channels" }]);
  expect(aws.calls).toEqual([]);
});
