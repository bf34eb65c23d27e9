import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { transportSecurity } from "../../../lambdas/api/transport-security.ts";
import { apiEvent } from "../../support/api-event.ts";
import { expectOnlyCode, expectRepeatable } from "../../support/expect-repeatable.ts";
import type { FakeAws } from "../../support/fake-aws.ts";
import { AwsFailure, startFakeAws } from "../../support/fake-aws.ts";
import type { RecordedOutput } from "../../support/recorded-output.ts";
import { recordOutput } from "../../support/recorded-output.ts";
import { sent } from "../../support/stored-items.ts";
import { becomeFunction, invocationContext } from "../../support/test-stage.ts";

const prefix = "/herald/test";
const body = {
  userId: "u-42",
  message: "Hello Ann",
  phoneNumber: "+48600100200",
  email: "ann@example.com",
  expectsResponse: true,
};
const personal = [body.userId, body.message, body.phoneNumber, body.email, "order-1007"];

let aws: FakeAws;
let output: RecordedOutput;
let parameters: Record<string, string>;
let handler: typeof import("../../../lambdas/functions/intake/handler.ts").handler;

beforeAll(async () => {
  aws = await startFakeAws();
  output = recordOutput();
  becomeFunction(aws.url, {
    NOTIFICATIONS_TABLE: "Notifications",
    CONTENT_BUCKET: "herald-test-content",
    PARAMETER_PREFIX: prefix,
    CHANNELS: JSON.stringify({
      sms: { queueUrl: `${aws.url}/0/sms`, addresses: { twilio: "phoneNumber" } },
      email: { queueUrl: `${aws.url}/0/email`, addresses: { ses: "email" } },
    }),
    DEFAULT_ENABLED_CHANNELS: '["sms","email"]',
    DEFAULT_RESPONSES_PER_HOUR: "7",
    DEFAULT_LIMITS: "{}",
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
  ({ handler } = await import("../../../lambdas/functions/intake/handler.ts"));
  parameters = {
    "enabled-channels": "sms,email",
    "throttle/responses-per-hour": "3",
    "channels/sms/providers": "twilio",
    "channels/email/providers": "ses",
  };
  aws.respond("SSM.GetParameters", () => ({
    Parameters: Object.entries(parameters).map(([name, Value]) => ({
      Name: `${prefix}/${name}`,
      Value,
    })),
  }));
  aws.respond("DynamoDB.UpdateItem", () => ({ Attributes: { count: { N: "1" } } }));
});

function submit(submission: unknown = body, key?: string, query?: Record<string, string>) {
  const headers = { "Content-Type": "application/json", ...(key && { "Idempotency-Key": key }) };
  const queryStringParameters = query && { queryStringParameters: query };
  return handler(
    apiEvent({ body: submission, headers, ...queryStringParameters }),
    invocationContext(),
  );
}

/** What was put into the table, save the copy of the parameters. */
function storedNotifications() {
  return aws.inputsOf("DynamoDB.PutItem").filter(({ Item }) => "message" in Item);
}

/** The request's key stands for an earlier request whose function may run for 20 s more. */
function reserveEarlier(requestHash: string): void {
  const Item = sent([
    {
      requestHash,
      notificationId: "01KAS0000000000000000000XD",
      registeredAt: new Date().toISOString(),
      leaseUntil: new Date(Date.now() + 20_000).toISOString(),
      channels: ["sms", "email"],
    },
  ])[0];
  refuseReservation(Item);
}

/** Has the key stand for what this item says. */
function refuseReservation(Item: object | undefined): void {
  aws.respond("DynamoDB.PutItem", (input) => {
    if (isReservation(input)) {
      throw new AwsFailure("ConditionalCheckFailedException", { Item });
    }
    return {};
  });
}

function isReservation({ Item }: { Item: object }): boolean {
  return "requestHash" in Item;
}

test.each([
  ["DynamoDB", "DynamoDB.PutItem"],
  ["DynamoDB", "DynamoDB.UpdateItem"],
  ["SQS", "SQS.SendMessage"],
  ["SSM", "SSM.GetParameters"],
])(
  "where %s fails (%s), it is 503, to be repeated, and what AWS says is nowhere",
  async (dependency, operation) => {
    aws.fail(operation);

    const response = await submit(body, "order-1007");

    expectRepeatable(response);
    expectOnlyCode(output, response, personal);
    expect(aws.inputsOf(operation)).not.toEqual([]);
    expect(output.lines).toContainEqual(expect.objectContaining({ dependency }));
    expect(output.counted("Accepted")).toBe(0);
  },
);

describe("a request", () => {
  test("of a caller's trace is stored and logged with it", async () => {
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
    const headers = { "content-type": "application/json", TraceParent: traceparent };

    const { statusCode } = await handler(apiEvent({ body, headers }), invocationContext());

    expect(statusCode).toBe(202);
    const stored = aws.calls.filter(({ operation }) => operation.startsWith("DynamoDB."));
    expect(JSON.stringify(stored)).toContain(`"traceId":{"S":"${traceId}"}`);
    expect(output.lines).toMatchObject([{ message: "accepted", traceId }]);
    // The header itself goes nowhere.
    expect(JSON.stringify(aws.calls) + output.all()).not.toContain(traceparent);
  });

  test.each([
    ["Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1", true],
    ["Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0", false],
    [undefined, false],
  ])("in X-Ray's trace %s is in messages, where X-Ray keeps it: %s", async (trace, isPassedOn) => {
    vi.stubEnv("_X_AMZN_TRACE_ID", trace);

    await submit();

    const passedOn = { AWSTraceHeader: { DataType: "String", StringValue: trace } };
    const expected = isPassedOn ? passedOn : undefined;
    const sends = aws.inputsOf("SQS.SendMessage");
    expect(sends.map((send) => send.MessageSystemAttributes)).toEqual([expected, expected]);
    vi.stubEnv("_X_AMZN_TRACE_ID", undefined);
  });

  test("that is accepted says where it is, and what is left of the hour", async () => {
    const { statusCode, headers, body: text } = await submit(body, "order-1007");

    expect(statusCode).toBe(202);
    const { id, ...rest } = JSON.parse(text);
    expect(rest).toEqual({
      userId: "u-42",
      status: "accepted",
      sms: { encoding: "GSM-7", segments: 1, total: 1 },
      deliveries: [
        { channel: "sms", status: "queued" },
        { channel: "email", status: "queued" },
      ],
    });
    expect(headers).toEqual({
      ...transportSecurity,
      "Content-Type": "application/json",
      "Cache-Control": "no-store",
      Location: `users/u-42/notifications/${id}`,
      "RateLimit-Policy": '"responses-per-hour";q=3;w=3600',
      RateLimit: expect.stringMatching(/^"responses-per-hour";r=2;t=\d{1,4}$/),
    });
    const queues = aws.inputsOf("SQS.SendMessage").map(({ QueueUrl }) => QueueUrl);
    expect(queues.toSorted()).toEqual([`${aws.url}/0/email`, `${aws.url}/0/sms`]);
    expect(output.counted("Accepted")).toBe(1);
    expect(output.lines).toMatchObject([
      { message: "accepted", notificationId: id, channels: ["sms", "email"], replayed: false },
    ]);
    for (const each of [body.message, body.phoneNumber, body.email, "order-1007"]) {
      expect(output.all()).not.toContain(each);
    }
  });

  test("without files, HTML or a template makes no call of S3", async () => {
    expect((await submit(body, "order-1007")).statusCode).toBe(202);
    expect(aws.calls.filter(({ operation }) => operation.startsWith("S3."))).toEqual([]);
  });

  test("with a file keeps it before its notification, and its record and the log say no byte of it", async () => {
    const text = "%PDF-1.7 for Ann";
    const file = {
      filename: "invoice-of-ann.pdf",
      contentType: "application/pdf",
      content: Buffer.from(text).toString("base64"),
    };
    const { statusCode, body: response } = await submit({ ...body, attachments: [file] });

    expect(statusCode).toBe(202);
    const { id } = JSON.parse(response);
    const [{ Bucket, Key, Body }] = aws.inputsOf("S3.PutObject");
    const sha256 = createHash("sha256").update(text).digest("hex");
    expect(Bucket).toBe("herald-test-content");
    expect(Key).toMatch(new RegExp(`^attachments/[\\w-]{43}/${id}/${sha256}$`));
    expect(Body.toString()).toBe(text);
    const steps = aws.calls.filter(
      ({ operation, input }) =>
        /^(?:S3|SQS)/.test(operation) ||
        (operation === "DynamoDB.PutItem" && "message" in input.Item),
    );
    expect(steps.map(({ operation }) => operation)).toEqual([
      "S3.PutObject",
      "DynamoDB.PutItem",
      "SQS.SendMessage",
      "SQS.SendMessage",
    ]);
    const said = JSON.stringify(steps.slice(1)) + output.all() + response;
    expect(said).toContain(sha256);
    expect(said).not.toContain(file.content);
    for (const each of [text, file.content, file.filename, sha256]) {
      expect(output.all() + JSON.stringify(aws.inputsOf("SQS.SendMessage"))).not.toContain(each);
    }
  });

  test("with a file that S3 does not take is 503, to be repeated, and is not stored", async () => {
    aws.fail("S3.PutObject");
    const content = Buffer.from("for Ann").toString("base64");
    const file = { filename: "of-ann.txt", contentType: "text/plain", content };

    const response = await submit({ ...body, attachments: [file] });

    expectRepeatable(response);
    expectOnlyCode(output, response, [...personal, content, file.filename]);
    expect(output.lines).toContainEqual(expect.objectContaining({ dependency: "S3" }));
    expect(storedNotifications()).toEqual([]);
    expect(aws.inputsOf("SQS.SendMessage")).toEqual([]);
  });

  test("that expects no response says nothing of the hour", async () => {
    const { headers } = await submit({ ...body, expectsResponse: false });
    expect(Object.keys(headers ?? {})).toEqual([
      "Content-Type",
      "Cache-Control",
      "Location",
      ...Object.keys(transportSecurity),
    ]);
  });

  test.each([
    ["address-hour", '{"perAddress":{"hour":0}}', 3_600, "The email may get 0 messages in a"],
    ["address-day", '{"perAddress":{"day":0}}', 86_400, "The email may get 0 messages in a"],
    ["channel-day", '{"perChannelPerDay":{"email":0}}', 86_400, "The channel email takes 0 notif"],
  ])("that is over %s is 429 with a type of its own", async (limit, limits, seconds, detail) => {
    parameters["limits"] = limits;

    const { statusCode, headers, body: text } = await submit({ ...body, expectsResponse: false });

    expect(statusCode).toBe(429);
    expect(headers?.["Content-Type"]).toBe("application/problem+json");
    expect(Number(headers?.["Retry-After"])).toBeGreaterThan(0);
    expect(Number(headers?.["Retry-After"])).toBeLessThanOrEqual(seconds);
    const type = `urn:herald:limit:${limit}`;
    expect(JSON.parse(text)).toMatchObject({ type, title: "Too Many Requests", status: 429 });
    expect(JSON.parse(text).detail).toContain(detail);
    expect(output.counted("Limited")).toBe(1);
    expect(output.lines).toMatchObject([{ message: "over-limit", limit }]);
    expect(storedNotifications()).toEqual([]);
    for (const each of personal) {
      expect(output.all() + text).not.toContain(each);
    }
  });

  test("to a country that is not sent to is 400 and names the field", async () => {
    parameters["limits"] = '{"countries":["DE"]}';

    const { statusCode, body: text } = await submit();

    expect(statusCode).toBe(400);
    const detail = "is a number of PL, which is not among the countries sent to";
    expect(JSON.parse(text).errors).toEqual([{ field: "phoneNumber", detail }]);
    expect(storedNotifications()).toEqual([]);
  });

  test.each([
    ["missing", undefined],
    ["wrong", '{"countries":"PL"}'],
    ["no JSON", "PL"],
  ])("goes by the deployed limits where the parameter is %s", async (_, limits) => {
    process.env["DEFAULT_LIMITS"] = '{"perAddress":{"hour":0}}';
    vi.resetModules();
    ({ handler } = await import("../../../lambdas/functions/intake/handler.ts"));
    process.env["DEFAULT_LIMITS"] = "{}";
    if (limits !== undefined) {
      parameters["limits"] = limits;
    }
    expect((await submit()).statusCode).toBe(429);
    expect(output.counted("InvalidConfiguration")).toBe(limits === undefined ? 0 : 1);
  });

  test("goes by the last good limits where the parameter goes wrong", async () => {
    parameters["limits"] = '{"perAddress":{"hour":0}}';
    expect((await submit()).statusCode).toBe(429);
    parameters["limits"] = '{"perAddress":{"hour":"many"}}';
    expect((await submit()).statusCode).toBe(429);
    parameters["limits"] = '{"ofAnotherRelease":true}';
    expect((await submit()).statusCode).toBe(202);
  });

  test("that is a dry run says what it would come to, and writes nothing", async () => {
    parameters["limits"] = '{"perAddress":{"hour":5}}';
    aws.respond("DynamoDB.GetItem", ({ Key }) => {
      const isAddress = Key.userId.S.startsWith("limit#address#");
      return isAddress ? {} : { Item: sent([{ count: 2 }])[0] };
    });

    const { statusCode, body: text } = await submit(body, undefined, { dryRun: "true" });

    expect(statusCode).toBe(200);
    expect(JSON.parse(text)).toEqual({
      userId: "u-42",
      channels: ["sms", "email"],
      content: { sms: { message: body.message }, email: { message: body.message } },
      sms: { encoding: "GSM-7", segments: 1, total: 1 },
      limits: [
        { limit: "responses-per-hour", max: 3, used: 2, left: 1 },
        { limit: "address-hour", address: "email", max: 5, used: 0, left: 5 },
        { limit: "address-hour", address: "phoneNumber", max: 5, used: 0, left: 5 },
      ].map((use) => ({ ...use, resetSeconds: expect.any(Number) })),
      wouldBeAccepted: true,
    });
    expect(storedNotifications()).toEqual([]);
    expect(aws.inputsOf("DynamoDB.UpdateItem")).toEqual([]);
    expect(aws.inputsOf("SQS.SendMessage")).toEqual([]);
    expect(output.lines).toMatchObject([{ message: "dry run", result: "checked", fields: [] }]);
    expect(output.counted("Accepted")).toBe(0);
    for (const each of personal) {
      expect(output.all()).not.toContain(each);
    }
  });

  test("that is a dry run of a faulty one is 400, and of a key's other body 422", async () => {
    const dryRun = { dryRun: "true" };
    expect((await submit({ ...body, phoneNumber: "600" }, undefined, dryRun)).statusCode).toBe(400);
    expect(output.lines).toMatchObject([
      { message: "dry run", result: "invalid", fields: ["phoneNumber"] },
    ]);
    expect(output.counted("Rejected")).toBe(0);
    const reserved = {
      requestHash: "another",
      registeredAt: new Date().toISOString(),
      leaseUntil: new Date().toISOString(),
      expiresAtEpoch: Date.now(),
    };
    aws.respond("DynamoDB.GetItem", () => ({ Item: sent([reserved])[0] }));
    expect((await submit(body, "order-1007", dryRun)).statusCode).toBe(422);
  });

  test.each(["yes", "1", "", "TRUE"])(
    "that asks for dryRun=%s is not carried out",
    async (dryRun) => {
      const { statusCode, body: text } = await submit(body, undefined, { dryRun });
      expect(statusCode).toBe(400);
      expect(JSON.parse(text).errors).toEqual([
        { field: "dryRun", detail: "must be true or false" },
      ]);
      expect(aws.inputsOf("DynamoDB.PutItem")).toEqual([]);
    },
  );

  test("that asks for no dry run is carried out", async () => {
    expect((await submit(body, undefined, { dryRun: "false", other: "1" })).statusCode).toBe(202);
  });

  test("that is one too many is 429 until the hour ends", async () => {
    aws.fail("DynamoDB.UpdateItem", new AwsFailure("ConditionalCheckFailedException"));

    const { statusCode, headers } = await submit();

    expect(statusCode).toBe(429);
    const seconds = Number(headers?.["Retry-After"]);
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(3_600);
    expect(headers).toMatchObject({
      "RateLimit-Policy": '"responses-per-hour";q=3;w=3600',
      RateLimit: `"responses-per-hour";r=0;t=${seconds}`,
    });
    expect(aws.inputsOf("SQS.SendMessage")).toEqual([]);
    expect(output.counted("Throttled")).toBe(1);
    expect(output.counted("Rejected")).toBe(0);
  });

  test("that has the key of another body is 422", async () => {
    reserveEarlier("of another body");
    const { statusCode, body: text } = await submit(body, "order-1007");
    expect(statusCode).toBe(422);
    expect(JSON.parse(text).errors).toMatchObject([{ field: "Idempotency-Key" }]);
    expect(output.counted("Rejected")).toBe(1);
  });

  test("whose first call may still be under way is 409, until that one is stopped", async () => {
    await submit(body, "order-1007");
    const reservation = aws.inputsOf("DynamoDB.PutItem").find(isReservation);
    reserveEarlier(reservation.Item.requestHash.S);

    const { statusCode, headers, body: text } = await submit(body, "order-1007");

    expect(statusCode).toBe(409);
    expect(JSON.parse(text).detail).toContain("is being carried out");
    const seconds = Number(headers?.["Retry-After"]);
    expect(seconds).toBeGreaterThan(15);
    expect(seconds).toBeLessThanOrEqual(20);
    expect(output.counted("Rejected")).toBe(1);
  });

  test("whose first call has stored it is 202, and says that it is the same", async () => {
    await submit(body, "order-1007");
    const puts = aws.inputsOf("DynamoDB.PutItem");
    const { Item } = puts.find(isReservation);
    const stored = puts.find((each) => "message" in each.Item);
    refuseReservation(Item);
    aws.respond("DynamoDB.Query", () => ({ Items: [stored.Item] }));

    const { statusCode, headers, body: text } = await submit(body, "order-1007");

    expect(statusCode).toBe(202);
    expect(JSON.parse(text).id).toBe(Item.notificationId.S);
    expect(headers).toMatchObject({ "Idempotency-Replayed": "true" });
    expect(aws.inputsOf("SQS.SendMessage")).toHaveLength(4);
  });

  test("whose user was erased since its first call is 410, and stores and sends nothing", async () => {
    await submit(body, "order-1007");
    const { Item } = aws.inputsOf("DynamoDB.PutItem").find(isReservation);
    refuseReservation(Item);
    const erased = sent([{ erasedAt: new Date(Date.now() + 1_000).toISOString() }])[0];
    aws.respond("DynamoDB.GetItem", ({ Key }) =>
      Key.recordId.S === "erased" ? { Item: erased } : {},
    );
    aws.calls.length = 0;

    const { statusCode, body: text } = await submit(body, "order-1007");

    expect(statusCode).toBe(410);
    expect(JSON.parse(text)).toMatchObject({ status: 410, title: "Gone" });
    expect(aws.inputsOf("DynamoDB.PutItem").filter((put) => !isReservation(put))).toEqual([]);
    expect(aws.inputsOf("SQS.SendMessage")).toEqual([]);
    expect(output.counted("Rejected")).toBe(1);
  });

  test("that is wrong is 400, and only the names of its fields are logged", async () => {
    const { statusCode, body: text } = await submit({ ...body, email: "no", "ann@x.com": 1 });
    expect(statusCode).toBe(400);
    const { errors } = JSON.parse(text);
    expect(errors.map(({ field }: { field: string }) => field)).toContain("email");
    expect(output.counted("Rejected")).toBe(1);
    expect(output.lines).toMatchObject([{ message: "invalid", fields: ["email", "unknown"] }]);
    expect(output.all()).not.toContain("ann@x.com");
  });

  test.each([
    ["no JSON", "{", "application/json", 400],
    ["no JSON by its type", "{}", "text/plain", 415],
    ["too large", `"${"x".repeat(6_000_000)}"`, "application/json", 413],
  ])("whose body is %s is refused", async (_, text, type, status) => {
    const event = apiEvent({ body: text, headers: { "Content-Type": type } });
    const { statusCode, headers } = await handler(event, invocationContext());
    expect(statusCode).toBe(status);
    expect(headers).toMatchObject({ "Content-Type": "application/problem+json" });
    expect(aws.calls).toEqual([]);
  });
});

describe("a parameter", () => {
  test("that is wrong is counted and named, without its value, and the deployed one holds", async () => {
    parameters["throttle/responses-per-hour"] = "ann@example.com";

    const { statusCode, headers } = await submit();

    expect(statusCode).toBe(202);
    expect(headers).toMatchObject({ "RateLimit-Policy": '"responses-per-hour";q=7;w=3600' });
    expect(output.counted("InvalidConfiguration")).toBe(1);
    const [line] = output.lines.filter(({ message }) => message === "invalid configuration");
    expect(line).toMatchObject({
      level: "ERROR",
      parameter: `${prefix}/throttle/responses-per-hour`,
      detail: "must be a whole number",
    });
    expect(output.all()).not.toContain("ann@example.com");
  });

  test("that disables a channel keeps it out of what is chosen", async () => {
    parameters["enabled-channels"] = "email";
    const { body: text } = await submit();
    expect(JSON.parse(text).deliveries).toEqual([{ channel: "email", status: "queued" }]);
    expect(output.counted("InvalidConfiguration")).toBe(0);
  });
});
