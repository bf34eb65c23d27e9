import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { OperationId } from "../../../lambdas/api/routes.ts";
import { routes } from "../../../lambdas/api/routes.ts";
import { schemas } from "../../../lambdas/api/schemas.ts";
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

test.each<OperationId>(["listNotifications", "findNotification", "exportUser"])(
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

describe("a delivery", () => {
  async function shown(changes: Parameters<typeof deliveryOf>[1], of = notification) {
    const Items = sent(storedItems(of, [deliveryOf(of, changes)]));
    aws.respond("DynamoDB.Query", () => ({ Items }));
    const response = await call("findNotification");
    const body = schemas.Notification.parse(JSON.parse(response.body));
    return body.deliveries.find(({ channel }) => channel === (changes?.channel ?? "sms"));
  }

  test("has what its codes mean, the call's and the receipt's, and where it says so", async () => {
    const at = notification.registeredAt;
    const delivery = await shown({
      provider: "twilio",
      trail: [
        { at, provider: "twilio", outcome: "refused", code: "21617", ms: 5 },
        { at, provider: "twilio", outcome: "accepted", ms: 5 },
        { at, provider: "carrier-pigeon", outcome: "unavailable", code: "feathers", ms: 5 },
      ],
      receipts: [{ at, result: "undelivered", code: "30003" }],
    });
    const [call, ...others] = delivery?.trail ?? [];
    expect(call?.explanation).toEqual({
      text: "The message is too long: Twilio takes 1,600 characters.",
      url: "https://www.twilio.com/docs/api/errors/21617",
    });
    expect(others.map(({ explanation }) => explanation)).toEqual([undefined, undefined]);
    expect(delivery?.receipts?.[0]?.explanation?.text).toMatch(/switched off/);
  });

  test("has who was passed over, and who stepped in", async () => {
    const at = notification.registeredAt;
    const shownAt = at.toISOString();
    expect(
      await shown({
        passedOver: [{ at, provider: "sns", reason: "down" }],
        interventions: [{ at, kind: "cancel", caller: "support" }],
      }),
    ).toMatchObject({
      passedOver: [{ at: shownAt, provider: "sns", reason: "down" }],
      interventions: [{ at: shownAt, kind: "cancel", caller: "support" }],
    });
  });

  test.each([
    ["attempts-exhausted", true],
    ["unknown", true],
    ["canceled", true],
    ["suppressed", true],
    ["undelivered", true],
    ["refused", undefined],
    ["bounced", undefined],
    ["unsubscribed", undefined],
  ] as const)("that failed (%s) says whether a retry can help: %s", async (failureReason, can) => {
    expect((await shown({ failureReason }))?.retryable).toBe(can);
  });

  test("cannot be helped by a retry that has not failed, is too late, or has no channel", async () => {
    const failureReason = "unknown" as const;
    expect((await shown({ failureReason, status: "sent" }))?.retryable).toBeUndefined();
    const late = { ...notification, expiresAt: new Date(Date.now() - 1_000) };
    expect((await shown({ failureReason }, late))?.retryable).toBeUndefined();
    const onFax = { ...notification, channels: ["fax"] };
    expect((await shown({ failureReason, channel: "fax" }, onFax))?.retryable).toBeUndefined();
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

describe("an export", () => {
  const recordId = "suppressions";
  const export_ = async (query: Record<string, string> = {}) => {
    const { statusCode, body } = await call("exportUser", query);
    return { statusCode, body: schemas.UserExport.parse(JSON.parse(body)) };
  };

  test("shows what is kept, and a cursor to go on from, which goes on", async () => {
    const at = { reason: "bounced", provider: "ses", at: "2026-11-23T15:20:05.123Z" };
    aws.respond("DynamoDB.Query", () => ({
      Items: sent([{ userId, recordId, hash: at }]),
      LastEvaluatedKey: sent([{ userId, recordId }])[0],
    }));
    const { statusCode, body } = await export_({ limit: "1" });
    expect(statusCode).toBe(200);
    expect(body.records).toEqual([{ kind: "suppressions", recordId, content: { hash: at } }]);
    await export_({ cursor: body.nextCursor ?? "" });
    const [first, second] = aws.inputsOf("DynamoDB.Query");
    expect([first.Limit, first.ExclusiveStartKey]).toEqual([1, undefined]);
    expect(second.ExclusiveStartKey).toEqual({ userId: { S: userId }, recordId: { S: recordId } });
  });

  test("of more than a response has room for ends earlier, and goes on from there", async () => {
    const items = Array.from({ length: 3 }, (_, index) => ({
      userId,
      recordId: `notification#${index}`,
      message: "x".repeat(3_000_000),
    }));
    aws.respond("DynamoDB.Query", () => ({ Items: sent(items) }));
    const { body } = await export_();
    expect(body.records.map((record) => record.recordId)).toEqual(["notification#0"]);
    await export_({ cursor: body.nextCursor ?? "" });
    const last = aws.inputsOf("DynamoDB.Query").at(-1);
    expect(last.ExclusiveStartKey.recordId).toEqual({ S: "notification#0" });
  });

  test("of who is not known is empty", async () => {
    expect((await export_()).body).toEqual({ records: [] });
  });

  test.each(["?", "", btoa("a b"), btoa("\n")])("does not go on from %j", async (cursor) => {
    expect((await call("exportUser", { cursor })).statusCode).toBe(400);
    expect(aws.calls).toEqual([]);
  });

  test("logs nothing of whom it is about", async () => {
    aws.respond("DynamoDB.Query", () => ({ Items: sent([{ userId, recordId }]) }));
    await export_();
    expect(output.all()).not.toContain(userId);
  });
});
