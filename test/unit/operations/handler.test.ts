import { ulid } from "ulid";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { readDeliveryMessage } from "../../../lambdas/adapters/delivery-message.ts";
import { maxBodyBytes } from "../../../lambdas/api/problems.ts";
import type { OperationId } from "../../../lambdas/api/routes.ts";
import { routes } from "../../../lambdas/api/routes.ts";
import type { Delivery } from "../../../lambdas/core/delivery.ts";
import { apiEvent } from "../../support/api-event.ts";
import { expectOnlyCode, expectRepeatable } from "../../support/expect-repeatable.ts";
import type { FakeAws } from "../../support/fake-aws.ts";
import { AwsFailure, startFakeAws } from "../../support/fake-aws.ts";
import type { RecordedOutput } from "../../support/recorded-output.ts";
import { recordOutput } from "../../support/recorded-output.ts";
import { users } from "../../support/stage-secret.ts";
import { acceptedNotification, deliveryOf, sent, storedItems } from "../../support/stored-items.ts";
import { becomeFunction, invocationContext } from "../../support/test-stage.ts";

const conditionFailed = new AwsFailure("ConditionalCheckFailedException");
const prefix = "/herald/test";
const parameters: Record<string, string> = {
  "enabled-channels": "sms",
  "channels/sms/providers": "twilio,sns",
  "channels/email/providers": "ses",
};

let aws: FakeAws;
let output: RecordedOutput;
let handler: typeof import("../../../lambdas/functions/operations/handler.ts").handler;

beforeAll(async () => {
  aws = await startFakeAws();
  output = recordOutput();
  const queuesOf = (channel: string) => ({
    queueUrl: `${aws.url}/000000000000/${channel}`,
    deadLetterUrl: `${aws.url}/000000000000/${channel}-dead-letter`,
  });
  becomeFunction(aws.url, {
    NOTIFICATIONS_TABLE: "Notifications",
    PROVIDER_HEALTH_TABLE: "ProviderHealth",
    CONTENT_BUCKET: "herald-test-content",
    PARAMETER_PREFIX: prefix,
    CHANNELS: JSON.stringify({
      sms: { ...queuesOf("sms"), providers: ["twilio", "sns"] },
      email: { ...queuesOf("email"), providers: ["ses"] },
    }),
    DEFAULT_ENABLED_CHANNELS: "[]",
    RETENTION_DAYS: "30",
    CONFIGURATION_CACHE_SECONDS: "0",
  });
});

afterAll(async () => {
  await aws.close();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

beforeEach(async () => {
  aws.reset();
  output.clear();
  // A function that has just started: it never read a parameter.
  vi.resetModules();
  ({ handler } = await import("../../../lambdas/functions/operations/handler.ts"));
  aws.respond("SSM.GetParameters", ({ Names }) => ({
    Parameters: Names.flatMap((Name: string) => {
      const Value = parameters[Name.slice(prefix.length + 1)];
      return Value === undefined ? [] : [{ Name, Value }];
    }),
  }));
});

const notification = acceptedNotification();
const { userId, id: notificationId } = notification;
const path = { userId, notificationId, channel: "sms", hash: "h".repeat(43) };

/** Has the table hold the notification with these deliveries. */
function store(...deliveries: readonly Delivery[]): void {
  const Items = sent(storedItems(notification, deliveries));
  aws.respond("DynamoDB.Query", () => ({ Items }));
}

async function call(
  id: OperationId,
  pathParameters: Record<string, string> = path,
  leftMs = 30_000,
  request: { readonly body?: unknown; readonly headers?: Record<string, string> } = {},
) {
  const { method, path: resource } = routes[id];
  const context = { ...invocationContext(), getRemainingTimeInMillis: () => leftMs };
  const response = await handler(
    apiEvent({ method, resource, pathParameters, ...request }),
    context,
  );
  return { response, statusCode: response.statusCode, body: JSON.parse(response.body) };
}

describe("where AWS fails, an operation is 503, to be repeated, and what AWS says is nowhere:", () => {
  test.each<[OperationId, string, string]>([
    ["retryDelivery", "DynamoDB", "DynamoDB.Query"],
    ["retryDelivery", "DynamoDB", "DynamoDB.PutItem"],
    ["retryDelivery", "SQS", "SQS.SendMessage"],
    ["cancelNotification", "DynamoDB", "DynamoDB.Query"],
    ["cancelNotification", "DynamoDB", "DynamoDB.PutItem"],
    ["eraseUser", "DynamoDB", "DynamoDB.Query"],
    ["eraseUser", "DynamoDB", "DynamoDB.BatchWriteItem"],
    ["listSuppressions", "DynamoDB", "DynamoDB.GetItem"],
    ["liftSuppression", "DynamoDB", "DynamoDB.UpdateItem"],
    ["readPreferences", "DynamoDB", "DynamoDB.GetItem"],
    ["changePreferences", "DynamoDB", "DynamoDB.GetItem"],
    ["changePreferences", "DynamoDB", "DynamoDB.UpdateItem"],
    ["readStatus", "SQS", "SQS.GetQueueAttributes"],
    ["readStatus", "DynamoDB", "DynamoDB.BatchGetItem"],
    ["readStatus", "SSM", "SSM.GetParameters"],
  ])("%s without %s (%s)", async (id, dependency, operation) => {
    store(deliveryOf(notification));
    aws.fail(operation);

    const body = id === "changePreferences" ? { body: { channels: { sms: false } } } : {};
    const { response } = await call(id, path, 30_000, body);

    expectRepeatable(response);
    expectOnlyCode(output, response, [userId]);
    expect(aws.inputsOf(operation)).not.toEqual([]);
    expect(output.lines).toContainEqual(expect.objectContaining({ dependency }));
  });
});

describe("a retry", () => {
  test("of a failed delivery writes it as queued, sends its message, and is 202", async () => {
    store(deliveryOf(notification));

    const { statusCode, body } = await call("retryDelivery");

    expect([statusCode, body]).toEqual([202, { channel: "sms", status: "queued" }]);
    const [put] = aws.inputsOf("DynamoDB.PutItem");
    expect(put.Item).toMatchObject({ status: { S: "queued" }, version: { N: "3" } });
    expect(put.Item.interventions.L).toMatchObject([
      { M: { kind: { S: "retry" }, caller: { S: "default" } } },
    ]);
    const [{ QueueUrl, MessageBody }] = aws.inputsOf("SQS.SendMessage");
    expect(QueueUrl).toBe(`${aws.url}/000000000000/sms`);
    expect(readDeliveryMessage(users, { body: MessageBody }, "sms")).toEqual({
      userId,
      notificationId,
      channel: "sms",
    });
    expect(MessageBody).not.toContain(userId);
    expect(output.lines).toMatchObject([
      { message: "retry", kind: "queued", notificationId, channel: "sms" },
    ]);
    expect(output.all()).not.toContain(`"${userId}"`);
  });

  test("of one that was sent is 409, and nothing is written or sent", async () => {
    store(deliveryOf(notification, { status: "sent" }));

    const { statusCode, body } = await call("retryDelivery");

    expect(statusCode).toBe(409);
    expect(body.detail).toBe("Only a failed delivery can be retried; this one is sent.");
    expect(aws.inputsOf("DynamoDB.PutItem")).toEqual([]);
    expect(aws.inputsOf("SQS.SendMessage")).toEqual([]);
  });

  test("on a channel that was removed is 409, and nothing is written or sent", async () => {
    const onFax = acceptedNotification({ channels: ["fax"] });
    const Items = sent(storedItems(onFax, [deliveryOf(onFax, { channel: "fax" })]));
    aws.respond("DynamoDB.Query", () => ({ Items }));

    const ids = { ...path, notificationId: onFax.id, channel: "fax" };
    const { statusCode, body } = await call("retryDelivery", ids);

    expect(statusCode).toBe(409);
    expect(body.detail).toContain("fax");
    expect(aws.inputsOf("DynamoDB.PutItem")).toEqual([]);
    expect(aws.inputsOf("SQS.SendMessage")).toEqual([]);
  });

  test("that another write comes before is 409, and nothing is sent", async () => {
    store(deliveryOf(notification));
    aws.fail("DynamoDB.PutItem", conditionFailed);

    const { statusCode, body } = await call("retryDelivery");

    expect(statusCode).toBe(409);
    expect(body.detail).toMatch(/^The delivery has just changed\./);
    expect(aws.inputsOf("SQS.SendMessage")).toEqual([]);
  });

  test("on a channel that the notification does not go to is 404", async () => {
    store(deliveryOf(notification));

    const { statusCode, body } = await call("retryDelivery", { ...path, channel: "push" });

    expect(statusCode).toBe(404);
    expect(body.detail).toContain("no delivery on this channel");
  });
});

describe("a cancel", () => {
  test("ends what is not sent, and shows where each delivery is", async () => {
    store(deliveryOf(notification, { channel: "email", status: "sent" }));

    const { statusCode, body } = await call("cancelNotification");

    expect(statusCode).toBe(200);
    expect(body).toEqual({
      id: notificationId,
      deliveries: [
        { channel: "sms", status: "failed", failureReason: "canceled" },
        { channel: "email", status: "sent", failureReason: "refused" },
      ],
    });
    expect(output.lines).toMatchObject([{ message: "cancel", notificationId }]);
    expect(output.all()).not.toContain(`"${userId}"`);
  });

  test("of what is not there is 404", async () => {
    const { statusCode, body } = await call("cancelNotification");
    expect(statusCode).toBe(404);
    expect(body.detail).toBe("There is no such notification.");
    expect(output.lines).toEqual([]);
  });

  test("that other writes keep coming before is 503", async () => {
    store(deliveryOf(notification, { status: "retrying" }));
    aws.fail("DynamoDB.PutItem", conditionFailed);
    expectRepeatable((await call("cancelNotification")).response);
  });
});

describe("an erasure", () => {
  const recordIds = (count: number) =>
    sent(Array.from({ length: count }, (_, index) => ({ recordId: `notification#${index}` })));

  test("of all is 200 with what was removed", async () => {
    let left = [...recordIds(2), ...sent([{ recordId: "notification#1#sms" }])];
    aws.respond("DynamoDB.Query", () => ({ Items: left }));
    aws.respond("DynamoDB.BatchWriteItem", () => {
      left = [];
      return {};
    });

    const { statusCode, body } = await call("eraseUser");

    expect(statusCode).toBe(200);
    expect(body).toEqual({ notifications: 2, deliveries: 1, other: 0 });
    expect(output.lines).toMatchObject([{ message: "erase", isAll: true, notifications: 2 }]);
    expect(output.all()).not.toContain(`"${userId}"`);
  });

  test("of a user without files lists the bucket once, and removes nothing of it", async () => {
    expect((await call("eraseUser")).statusCode).toBe(200);
    const ofS3 = aws.calls.filter(({ operation }) => operation.startsWith("S3."));
    expect(ofS3).toMatchObject([{ operation: "S3.ListObjectsV2" }]);
    const [{ Bucket, Prefix }] = aws.inputsOf("S3.ListObjectsV2");
    expect(Bucket).toBe("herald-test-content");
    expect(Prefix).toMatch(/^attachments\/[\w-]{43}\/$/);
  });

  test.each(["S3.ListObjectsV2", "S3.DeleteObjects"])(
    "is 503, to be repeated, where S3 fails (%s), and what S3 says is nowhere",
    async (operation) => {
      aws.respond("S3.ListObjectsV2", ({ Prefix }) => ({
        Contents: [{ Key: `${Prefix}${ulid(1)}/hash` }],
      }));
      aws.fail(operation);
      const { response } = await call("eraseUser");
      expectRepeatable(response);
      expectOnlyCode(output, response, [userId]);
      expect(output.lines).toContainEqual(expect.objectContaining({ dependency: "S3" }));
    },
  );

  test("removes the files last: none of a user whose records are not all gone", async () => {
    aws.respond("DynamoDB.Query", () => ({ Items: recordIds(1) }));
    await call("eraseUser", path, 2_000);
    expect(aws.calls.filter(({ operation }) => operation.startsWith("S3."))).toEqual([]);
  });

  test("that its time is too short for is 503, and says that it is to be repeated", async () => {
    aws.respond("DynamoDB.Query", () => ({ Items: recordIds(1) }));

    const { response, body } = await call("eraseUser", path, 2_000);

    expectRepeatable(response);
    expect(body.detail).toBe("Not all of the user's records are removed yet. Repeat the call.");
    expect(output.lines).toMatchObject([{ message: "erase", isAll: false }]);
  });

  test("goes on until two seconds are left for the response, two more to look again", async () => {
    let left = recordIds(1);
    aws.respond("DynamoDB.Query", () => ({ Items: left }));
    aws.respond("DynamoDB.BatchWriteItem", () => {
      left = [];
      return {};
    });
    expect((await call("eraseUser", path, 4_900)).statusCode).toBe(200);
    left = recordIds(1);
    expect((await call("eraseUser", path, 3_900)).statusCode).toBe(503);
  });
});

describe("suppressions", () => {
  const suppression = { reason: "bounced", provider: "ses", at: "2026-11-23T15:20:05.123Z" };

  test("are listed by their hashes", async () => {
    const Item = sent([{ userId, recordId: "suppressions", [path.hash]: suppression }])[0];
    aws.respond("DynamoDB.GetItem", () => ({ Item }));

    const { statusCode, body } = await call("listSuppressions");

    expect(statusCode).toBe(200);
    expect(body).toEqual({ suppressions: [{ hash: path.hash, ...suppression }] });
  });

  test("that are lifted are 200, those that are not there 404", async () => {
    expect(await call("liftSuppression")).toMatchObject({
      statusCode: 200,
      body: { hash: path.hash },
    });
    aws.fail("DynamoDB.UpdateItem", conditionFailed);
    const { statusCode, body } = await call("liftSuppression");
    expect([statusCode, body.detail]).toEqual([404, "There is no such suppression."]);
    expect(output.lines).toMatchObject([
      { message: "lift", isLifted: true },
      { message: "lift", isLifted: false },
    ]);
  });
});

describe("preferences", () => {
  const since = "2026-11-23T15:20:05.123Z";
  const item = (channels = {}) => {
    const categories = { marketing: { isOn: false, since, by: "link" } };
    return sent([{ userId, recordId: "suppressions", categories, channels }])[0];
  };
  const change = (body: unknown, headers?: Record<string, string>) =>
    call("changePreferences", path, 30_000, { body, ...(headers && { headers }) });

  test("are shown as on and off, and as nothing where there are none", async () => {
    expect(await call("readPreferences")).toMatchObject({
      statusCode: 200,
      body: { userId, categories: {}, channels: {} },
    });
    aws.respond("DynamoDB.GetItem", () => ({ Item: item() }));
    const { body } = await call("readPreferences");
    expect(body).toEqual({ userId, categories: { marketing: false }, channels: {} });
  });

  test("are changed by their names, and shown as they are then", async () => {
    aws.respond("DynamoDB.UpdateItem", () => ({
      Attributes: item({ sms: { isOn: false, since, by: "caller" } }),
    }));
    const { statusCode, body } = await change({ channels: { sms: false } });
    expect([statusCode, body]).toEqual([
      200,
      { userId, categories: { marketing: false }, channels: { sms: false } },
    ]);
    expect(output.lines).toMatchObject([{ message: "preferences", userHash: expect.any(String) }]);
    expect(output.all()).not.toContain(userId);
  });

  test("are not changed by a body that is wrong", async () => {
    const { statusCode, body } = await change({ channels: { fax: true } });
    expect([statusCode, body.errors]).toEqual([
      400,
      [{ field: "channels.fax", detail: "is no channel; there are sms, email" }],
    ]);
    expect((await change("{")).body.errors).toEqual([{ field: "body", detail: "must be JSON" }]);
    expect((await change("{}", { "content-type": "text/plain" })).statusCode).toBe(415);
    expect((await change({ channels: { s: "x".repeat(maxBodyBytes) } })).statusCode).toBe(413);
    expect(aws.inputsOf("DynamoDB.UpdateItem")).toEqual([]);
  });
});

describe("the status", () => {
  test("has each channel with its providers in order, who is down, and what waits", async () => {
    const open = {
      provider: "sns",
      state: "open",
      openUntil: "2026-11-23T15:20:05.000Z",
      failures: 3,
      lastError: "unavailable: http-503",
    };
    aws.respond("DynamoDB.BatchGetItem", () => ({
      Responses: { ProviderHealth: sent([open]) },
    }));
    aws.respond("SQS.GetQueueAttributes", ({ QueueUrl }) => ({
      Attributes: {
        ApproximateNumberOfMessages: QueueUrl.endsWith("sms-dead-letter") ? "5" : "2",
        ApproximateNumberOfMessagesNotVisible: "1",
      },
    }));

    const { statusCode, body } = await call("readStatus", {});

    expect(statusCode).toBe(200);
    expect(body.channels).toEqual([
      {
        name: "sms",
        enabled: true,
        providers: [
          { id: "twilio", condition: "ok", state: "closed" },
          {
            id: "sns",
            condition: "to-be-tried",
            state: "open",
            openUntil: "2026-11-23T15:20:05.000Z",
            lastError: "unavailable: http-503",
            explanation: {
              text: "The provider responded with the HTTP status 503 and no code of its own.",
              url: "https://developer.mozilla.org/docs/Web/HTTP/Reference/Status/503",
            },
          },
        ],
        queue: { waiting: 2, inFlight: 1, deadLetters: 6 },
      },
      {
        name: "email",
        enabled: false,
        providers: [{ id: "ses", condition: "ok", state: "closed" }],
        queue: { waiting: 2, inFlight: 1, deadLetters: 3 },
      },
    ]);
    expect(output.counted("InvalidConfiguration")).toBe(0);
  });

  test("has who is misconfigured, since when, and what its code means", async () => {
    const since = "2026-11-23T15:20:05.000Z";
    const record = {
      provider: "twilio",
      state: "misconfigured",
      openUntil: since,
      failures: 0,
      lastError: "misconfigured: 20003",
      since,
      settingsMark: "mark",
    };
    aws.respond("DynamoDB.BatchGetItem", () => ({ Responses: { ProviderHealth: sent([record]) } }));
    const { body } = await call("readStatus", {});
    expect(body.channels[0].providers[0]).toEqual({
      id: "twilio",
      condition: "misconfigured",
      state: "closed",
      since,
      lastError: "misconfigured: 20003",
      explanation: {
        text: "Twilio does not take the account's SID and token.",
        url: "https://www.twilio.com/docs/api/errors/20003",
      },
    });
  });

  test("goes by the deployed values for a parameter that is not there, which is counted", async () => {
    aws.respond("SSM.GetParameters", () => ({ Parameters: [] }));

    const { statusCode, body } = await call("readStatus", {});

    expect(statusCode).toBe(200);
    expect(body.channels).toMatchObject([
      { name: "sms", enabled: false, providers: [{ id: "twilio" }, { id: "sns" }] },
      { name: "email", enabled: false },
    ]);
    const names = Object.keys(parameters).map((name) => `${prefix}/${name}`);
    const told = output.lines.filter(({ message }) => message === "invalid configuration");
    expect(told.map(({ parameter }) => parameter).toSorted()).toEqual(names.toSorted());
    expect(output.counted("InvalidConfiguration")).toBe(names.length);
  });
});

test("a path that is no operation's is 404, a parameter that is wrong 400", async () => {
  const { method, path: resource } = routes.findNotification;
  const event = apiEvent({ method, resource, pathParameters: path });
  expect((await handler(event, invocationContext())).statusCode).toBe(404);
  const { statusCode, body } = await call("retryDelivery", { ...path, notificationId: "x" });
  expect([statusCode, body.errors.map(({ field }: { field: string }) => field)]).toEqual([
    400,
    ["notificationId"],
  ]);
});
