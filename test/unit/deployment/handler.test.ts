import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { CloudFormationCustomResourceUpdateEvent } from "aws-lambda";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { FakeAws } from "../../support/fake-aws.ts";
import { AwsFailure, failureText, startFakeAws } from "../../support/fake-aws.ts";
import type { RecordedOutput } from "../../support/recorded-output.ts";
import { recordOutput } from "../../support/recorded-output.ts";
import { becomeFunction } from "../../support/test-stage.ts";

const parameter = "/herald/test/enabled-channels";
const fax = { queueUrl: "/fax", deadLetterUrl: "/fax-dead-letter" };

const toldCloudFormation: Record<string, unknown>[] = [];
const bucket = createServer(async (request, response) => {
  toldCloudFormation.push(JSON.parse(await text(request)));
  response.end();
});

let aws: FakeAws;
let output: RecordedOutput;
let event: CloudFormationCustomResourceUpdateEvent;
let handler: typeof import("../../../lambdas/functions/deployment/handler.ts").handler;

beforeAll(async () => {
  aws = await startFakeAws();
  output = recordOutput();
  becomeFunction(aws.url, {
    PARAMETER_PREFIX: "/herald/test",
    SECRET_PARAMETER: "/herald/test/secret",
  });
  ({ handler } = await import("../../../lambdas/functions/deployment/handler.ts"));
  await new Promise<void>((resolve) => bucket.listen(0, "127.0.0.1", resolve));
  event = {
    RequestType: "Update",
    ServiceToken: "arn",
    ResponseURL: `http://127.0.0.1:${(bucket.address() as AddressInfo).port}/`,
    StackId: "stack",
    RequestId: "request",
    LogicalResourceId: "Channels",
    PhysicalResourceId: "Channels",
    ResourceType: "Custom::HeraldChannels",
    OldResourceProperties: { ServiceToken: "arn" },
    ResourceProperties: { ServiceToken: "arn", Channels: {} },
  };
});

afterAll(async () => {
  bucket.close();
  await aws.close();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

beforeEach(() => {
  aws.reset();
  output.clear();
  toldCloudFormation.length = 0;
  enable("sms, fax");
  hold({});
});

/** The function is stopped in that many milliseconds. */
const context = { getRemainingTimeInMillis: () => 30_000 };

/** Has the parameter hold a list, or not be there. */
function enable(Value: string | undefined): void {
  aws.respond("SSM.GetParameters", ({ Names }) => ({
    Parameters: Value === undefined ? [] : Names.map((Name: string) => ({ Name, Value })),
  }));
}

/** Has queues hold so many messages, by URL. */
function hold(counts: Readonly<Record<string, number>>): void {
  aws.respond("SQS.GetQueueAttributes", ({ QueueUrl }) => ({
    Attributes: { ApproximateNumberOfMessages: String(counts[QueueUrl] ?? 0) },
  }));
}

/** What CloudFormation is told of an update that drops channels. */
async function told(Channels: object = { fax }): Promise<Record<string, unknown> | undefined> {
  await handler({ ...event, OldResourceProperties: { ServiceToken: "arn", Channels } }, context);
  return toldCloudFormation.at(-1);
}

test("a channel that is still enabled, among others, is not removed", async () => {
  const { Status, Reason } = (await told()) ?? {};
  expect(Status).toBe("FAILED");
  expect(Reason).toContain("fax cannot be removed yet: enabled-channels still names it.");
  expect(aws.inputsOf("SSM.GetParameters")).toMatchObject([{ Names: [parameter] }]);
  expect(output.lines).toMatchObject([
    { message: "checked", obstacles: [expect.stringContaining("fax cannot be removed")] },
  ]);
});

test("each channel that cannot be removed is a sentence of its own", async () => {
  const telex = { queueUrl: "/telex", deadLetterUrl: "/telex-dead-letter" };
  hold({ [fax.queueUrl]: 1, [telex.deadLetterUrl]: 2 });
  enable("sms");
  const { Reason } = (await told({ fax, telex })) ?? {};
  expect(Reason).toMatch(
    /^The channel fax [^.]*about 1 messages\. The channel telex [^.]*about 2\. Nothing was changed\./,
  );
});

test.each([
  [fax.queueUrl, "its queue holds about 3 messages"],
  [fax.deadLetterUrl, "its dead-letter queue holds about 3"],
])("a channel with messages in %s is not removed", async (url, reason) => {
  enable("sms");
  hold({ [url]: 3 });
  const { Status, Reason } = (await told()) ?? {};
  expect(Status).toBe("FAILED");
  expect(Reason).toContain(`cannot be removed yet: ${reason}.`);
});

test.each(["sms", undefined])("with %s enabled, an empty one is removed", async (enabled) => {
  enable(enabled);
  expect(await told()).toMatchObject({ Status: "SUCCESS", RequestId: "request" });
});

test.each([
  ["SSM.GetParameters", new AwsFailure("ThrottlingException"), "SSM"],
  ["SQS.GetQueueAttributes", undefined, "SQS"],
])("where %s fails, nothing is removed, and the service is named", async (call, failure, named) => {
  aws.fail(call, failure);
  const { Status, Reason } = (await told()) ?? {};
  expect(Status).toBe("FAILED");
  expect(Reason).toContain(`(${named})`);
  expect(output.lines).toMatchObject([{ level: "ERROR", message: "check failed" }]);
  expect(`${Reason} ${output.all()}`).not.toContain(failureText);
});

test("where AWS denies the parameter, nothing is removed, and the error is named", async () => {
  aws.fail("SSM.GetParameters", new AwsFailure("AccessDeniedException"));
  const { Status, Reason } = (await told()) ?? {};
  expect(Status).toBe("FAILED");
  expect(Reason).toContain("(AccessDeniedException)");
  expect(`${Reason} ${output.all()}`).not.toContain(failureText);
});

test("the stage's secret is made for the resource that asks for it", async () => {
  aws.fail("SSM.GetParameter", new AwsFailure("ParameterNotFound"));
  await handler({ ...event, ResourceType: "Custom::HeraldSecret" }, context);
  const [{ Name, Type, Value }] = aws.inputsOf("SSM.PutParameter");
  expect([Name, Type]).toEqual(["/herald/test/secret", "SecureString"]);
  expect(toldCloudFormation).toMatchObject([
    { Status: "SUCCESS", NoEcho: true, Data: { Secret: Value } },
  ]);
  expect(output.all()).not.toContain(Value);
});

/** What CloudFormation is told where it asks this for the stage's bucket. */
async function toldOfBucket(RequestType: "Create" | "Delete") {
  const ResourceProperties = { ServiceToken: "arn", Bucket: "herald-test-content" };
  const asked = { ...event, RequestType, ResourceType: "Custom::HeraldBucket", ResourceProperties };
  await handler(asked as never, context);
  return toldCloudFormation.at(-1);
}

test("the stage's bucket is emptied where its stack is deleted", async () => {
  const pages = [[{ Key: "attachments/a" }, { Key: "templates/b" }], []];
  aws.respond("S3.ListObjectsV2", () => ({ Contents: pages.shift() }));
  expect(await toldOfBucket("Delete")).toMatchObject({ Status: "SUCCESS" });
  expect(aws.inputsOf("S3.DeleteObjects")).toMatchObject([
    {
      Bucket: "herald-test-content",
      Delete: { Objects: [{ Key: "attachments/a" }, { Key: "templates/b" }] },
    },
  ]);
});

test("a bucket that cannot be emptied stays, and the error is named", async () => {
  aws.fail("S3.ListObjectsV2", new AwsFailure("AccessDenied"));
  expect(await toldOfBucket("Delete")).toMatchObject({
    Status: "FAILED",
    Reason: "The stage's bucket could not be emptied (S3): delete the stack again.",
  });
});

test("a bucket is left as it is where its stack is made or changed", async () => {
  expect(await toldOfBucket("Create")).toMatchObject({ Status: "SUCCESS" });
  expect(aws.inputsOf("S3.ListObjectsV2")).toEqual([]);
});
