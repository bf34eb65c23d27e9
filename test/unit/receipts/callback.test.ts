import { createHmac } from "node:crypto";
import type { APIGatewayProxyResult } from "aws-lambda";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../../lambdas/runtime/system.ts";
import { apiEvent } from "../../support/api-event.ts";
import { expectOnlyCode, expectRepeatable } from "../../support/expect-repeatable.ts";
import { testParameterCache } from "../../support/parameter-cache.ts";
import type { ReceiptsFunction } from "../../support/receipts-function.ts";
import {
  appSecret,
  prepareReceiptsFunction,
  verifyToken,
} from "../../support/receipts-function.ts";
import { invocationContext } from "../../support/test-stage.ts";

const webhook = "/v1/receipts/messenger";

let aws: ReceiptsFunction["aws"];
let queueUrl: string;
let output: ReceiptsFunction["output"];
let receipts: ReceiptsFunction;
let handler: Awaited<ReturnType<ReceiptsFunction["start"]>>;

beforeAll(async () => {
  receipts = await prepareReceiptsFunction();
  ({ aws, queueUrl, output } = receipts);
});

afterAll(() => receipts.stop());

beforeEach(async () => {
  handler = await receipts.start();
});

const event = { delivery: { mids: ["m_1", "m_2"], watermark: 1e12 } };
const callback = JSON.stringify({ object: "page", entry: [{ messaging: [event] }] });

function signed(body: string): Record<string, string> {
  const signature = createHmac("sha256", appSecret).update(body).digest("hex");
  return { "X-Hub-Signature-256": `sha256=${signature}` };
}

async function post(body: string, headers = signed(body), resource = webhook) {
  const response = await handler(apiEvent({ resource, body, headers }), invocationContext());
  return response as APIGatewayProxyResult;
}

describe("a callback", () => {
  test("is queued, without what is personal, and 200", async () => {
    const { statusCode, body } = await post(callback);
    expect([statusCode, body]).toEqual([200, ""]);
    const [{ QueueUrl, Entries }] = aws.inputsOf("SQS.SendMessageBatch");
    expect(QueueUrl).toBe(queueUrl);
    const bodies = Entries.map(({ MessageBody }: { MessageBody: string }) =>
      JSON.parse(MessageBody),
    );
    const receipt = { kind: "receipt-by-message-id", provider: "messenger", result: "delivered" };
    expect(bodies).toMatchObject([
      { ...receipt, providerMessageId: "m_1" },
      { ...receipt, providerMessageId: "m_2" },
    ]);
    expect(output.counted("CallbackTaken")).toBe(1);
    expect(output.counted("ReceiptIgnored")).toBe(0);
  });

  test("that decides nothing is taken, and not queued", async () => {
    const messaging = [{ read: { watermark: 1e12 } }];
    const { statusCode } = await post(JSON.stringify({ object: "page", entry: [{ messaging }] }));
    expect(statusCode).toBe(200);
    expect(aws.inputsOf("SQS.SendMessageBatch")).toEqual([]);
    expect(output.counted("CallbackTaken")).toBe(1);
    expect(output.counted("ReceiptIgnored")).toBe(0);
  });

  test("that is base64 is read as the provider signed it", async () => {
    const base64 = apiEvent({
      resource: webhook,
      body: Buffer.from(callback).toString("base64"),
      headers: signed(callback),
    });
    const response = await handler({ ...base64, isBase64Encoded: true }, invocationContext());
    expect(response).toMatchObject({ statusCode: 200 });
  });

  test("with events that are not understood is taken for the others, and tells how many", async () => {
    const messaging = [event, { delivery: "ann@example.com" }];
    const { statusCode } = await post(JSON.stringify({ object: "page", entry: [{ messaging }] }));
    expect(statusCode).toBe(200);
    expect(output.lines).toMatchObject([
      { message: "callback events skipped", provider: "messenger", events: 1 },
    ]);
    expect(output.counted("ReceiptIgnored")).toBe(1);
    expect(output.all()).not.toContain("ann@example.com");
  });

  test.each(["SQS.SendMessageBatch", "SSM.GetParameters"])(
    "is 503 where %s fails, for the provider to repeat",
    async (operation) => {
      aws.fail(operation);
      const response = await post(callback);
      expectRepeatable(response);
      expectOnlyCode(output, response, ["m_1"]);
      expect(output.counted("CallbackTaken")).toBe(0);
    },
  );

  test("is 503 where SQS goes on not to take one of its messages", async () => {
    aws.respond("SQS.SendMessageBatch", ({ Entries }) => ({
      Failed: [{ Id: Entries.at(-1).Id, Code: "InternalError", SenderFault: false }],
    }));
    expectRepeatable(await post(callback));
    expect(output.counted("CallbackTaken")).toBe(0);
  });

  const errorsOf: Readonly<Record<string, unknown>> = {
    malformed: [{ field: "body", detail: "is not understood" }],
    "too-large": [{ field: "body", detail: "must have at most 1048576 bytes" }],
  };

  test.each([
    ["forged", 403, () => post(callback, signed(`${callback} `))],
    ["malformed", 400, () => post('{"object":"ann@example.com"}')],
    ["too-large", 413, () => post("x".repeat(1_048_577))],
  ])(
    "that is %s is %i, counted and logged without what it holds",
    async (reason, status, posted) => {
      const { statusCode, headers, body } = await posted();
      expect(statusCode).toBe(status);
      expect(JSON.parse(body).errors).toEqual(errorsOf[reason]);
      expect(headers).toMatchObject({ "Content-Type": "application/problem+json" });
      expect(output.lines).toMatchObject([
        { level: "WARN", message: "callback rejected", provider: "messenger", reason },
      ]);
      expect(output.counted("ReceiptRejected")).toBe(1);
      expect(output.all()).not.toContain("ann@example.com");
      expect(aws.inputsOf("SQS.SendMessageBatch")).toEqual([]);
    },
  );

  test.each([
    ["no signature", 403, () => post(callback, {})],
    [
      "a signature of another form",
      403,
      () => post(callback, { "X-Hub-Signature-256": "sha256=00" }),
    ],
    ["a signed body of another form", 400, () => post('"ann@example.com"')],
    ["a body that is too large", 413, () => post("x".repeat(1_048_577))],
    ["no such provider", 404, () => post(callback, signed(callback), "/v1/receipts/pushy")],
  ])("with %s is %i, and costs no call to AWS", async (_, status, posted) => {
    expect((await posted()).statusCode).toBe(status);
    expect(aws.calls).toEqual([]);
  });

  test("as large as a callback may be is not too large", async () => {
    const body = callback + " ".repeat(1_048_576 - callback.length);
    expect((await post(body)).statusCode).toBe(200);
  });
});

describe("a webhook's verification", () => {
  const verify = (token: string, changes: Record<string, string> = {}) => {
    const queryStringParameters = {
      "hub.mode": "subscribe",
      "hub.verify_token": token,
      "hub.challenge": "1158201444",
      ...changes,
    };
    return handler(apiEvent({ resource: webhook, queryStringParameters }), invocationContext());
  };

  test("with the token is responded to with the challenge, as text", async () => {
    expect(await verify(verifyToken)).toEqual({
      statusCode: 200,
      headers: expect.objectContaining({ "Content-Type": "text/plain" }),
      body: "1158201444",
    });
  });

  test.each([
    { "hub.mode": "unsubscribe" },
    { "hub.verify_token": "" },
    { "hub.challenge": "<script>" },
  ])("that is none is 403, and costs no call to AWS: %o", async (changes) => {
    expect(await verify(verifyToken, changes)).toMatchObject({ statusCode: 403 });
    expect(aws.calls).toEqual([]);
  });

  test("with another token is 403, and counted", async () => {
    expect(await verify("ann@example.com")).toMatchObject({ statusCode: 403 });
    expect(output.counted("ReceiptRejected")).toBe(1);
    expect(output.lines).toMatchObject([{ message: "callback rejected", reason: "forged" }]);
    expect(output.all()).not.toContain("ann@example.com");
  });
});

test("a provider that does not call back is no source of callbacks", async () => {
  const { callbackSources } = await import(
    "../../../lambdas/functions/receipts/callback-sources.ts"
  );
  const cache = testParameterCache(async () => new Map(), systemClock);
  const sources = callbackSources(() => cache, ["pushy"], systemClock);
  await expect(sources).rejects.toThrow("pushy does not call back");
});
