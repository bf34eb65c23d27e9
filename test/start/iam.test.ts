import { PublishCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HeraldError } from "../../client/herald-client.ts";
import localConfig from "../../config/local.json" with { type: "json" };
import { localStage, namesOf } from "../../lib/names.ts";
import { localRegion } from "../../local/aws.ts";
import { TestHarness } from "../../local/demonstration/test-harness.ts";
import { fakeUser } from "../../local/fake-user.ts";
import { LocalHerald } from "../../local/local-herald.ts";
import { findFreePort } from "../../local/ports.ts";
import { localProviderSettings } from "../../local/simulator/settings.ts";
import { Roles } from "../support/roles.ts";

/**
 * The actions that the emulator authorizes against everything, where AWS takes the resource. A role that
 * has one of them for some resources gets it for all here, and in no other way more than in AWS.
 */
const notScoped = ["ssm:GetParameters", "ses:SendEmail", "ses:SendRawEmail"];

const names = namesOf(localStage);
const functions: Readonly<Record<string, string>> = {
  intake: names.functionNamed("intake"),
  tracking: names.functionNamed("tracking"),
  operations: names.functionNamed("operations"),
  receipts: names.functionNamed("receipts"),
  "receipts-queue": names.functionNamed("receipts-queue"),
  pages: names.functionNamed("pages"),
  ...Object.fromEntries(
    Object.keys(localConfig.channels).map((channel) => [channel, names.channelFunction(channel)]),
  ),
};

const local = new LocalHerald({
  emulatorPort: await findFreePort(),
  simulatorPort: await findFreePort(),
  ownEmulator: true,
  enforceIam: true,
});
let herald: TestHarness;
let roles: Roles;

beforeAll(async () => {
  for (const { run } of local.steps) {
    await run(() => {});
  }
  herald = new TestHarness(local.details);
  roles = new Roles(local.details.awsEndpoint);
}, 300_000);

afterAll(() => local.stop());

async function grantWhatIsNotScoped(): Promise<void> {
  for (const name of Object.values(functions)) {
    const statements = await roles.statementsOf(name);
    const had = notScoped.filter((action) =>
      statements.some(({ Action }) => [Action].flat().includes(action)),
    );
    const all = had.map((Action) => ({ Effect: "Allow", Action, Resource: "*" }) as const);
    if (all.length > 0) {
      await roles.permit(name, all, "NotScopedByTheEmulator");
    }
  }
}

/**
 * A call with another host's signature is refused, so SES and SNS are the emulator's own here; it has no End
 * User Messaging, whose place SNS takes.
 */
async function callAwsItself(): Promise<void> {
  for (const id of ["ses", "sns"]) {
    const { baseUrl: _, ...settings } = localProviderSettings("")[id] ?? {};
    await herald.parameters.put(`providers/${id}`, JSON.stringify(settings), "String");
  }
  await herald.parameters.put("channels/sms/providers", "twilio,sns", "StringList");
}

const statusOf = (error: unknown) => (error instanceof HeraldError ? error.status : error);

function send(user = fakeUser("iam"), channels = localConfig.enabledChannels) {
  return herald.herald.send({ ...user, message: "Hi", channels });
}

test("before the roles have what the emulator cannot scope, nothing goes: IAM is enforced", async () => {
  expect(await send().catch(statusOf)).toBe(503);
  await grantWhatIsNotScoped();
  await callAwsItself();
  // A function that was denied its parameters asks again after a pause.
  await herald.until("intake to have read its parameters", () =>
    send(undefined, ["push"]).catch(() => undefined),
  );
});

test("with their roles as deployed, functions send, take receipts, look up, retry and erase", async () => {
  await herald.simulator.behave("twilio", { behavior: "accept", receipt: "delivered" });
  const user = fakeUser("iam");
  const accepted = await send(user);
  const sent = await Promise.all(
    ["email", "push", "messenger"].map((channel) => herald.untilDelivery(accepted, channel)),
  );
  expect(sent.map(({ status, provider }) => [status, provider])).toEqual([
    ["sent", "ses"],
    ["sent", "pushy"],
    ["sent", "messenger"],
  ]);
  const isDelivered = ({ status }: { status: string }) => status === "delivered";
  await herald.until("the receipt of the SMS", async () => {
    const { deliveries } = await herald.herald.find(user.userId, accepted.id);
    return deliveries.some(isDelivered) ? true : undefined;
  });

  await herald.simulator.behave("twilio", { behavior: "refuse-recipient" });
  const refused = await send(user, ["sms"]);
  expect(await herald.untilDelivery(refused, "sms")).toMatchObject({ status: "failed" });
  await herald.simulator.behave("twilio", { behavior: "server-error" });
  await herald.herald.retry(user.userId, refused.id, "sms");
  const retried = await herald.untilDelivery(refused, "sms", ({ status }) => status === "sent");
  expect(retried).toMatchObject({ status: "sent", provider: "sns" });
  await herald.simulator.behave("twilio", { behavior: "accept" });

  expect((await herald.herald.status()).channels).not.toEqual([]);
  await herald.herald.erase(user.userId);
  expect(await herald.herald.list(user.userId)).toMatchObject({ notifications: [] });
});

describe("one permission less makes its flow fail", () => {
  test.each([
    ["intake", "sqs:SendMessage", () => send(undefined, ["push"])],
    ["tracking", "dynamodb:Query", () => herald.herald.list("u-42")],
    ["operations", "dynamodb:BatchWriteItem", () => sendAndErase()],
  ] as const)("%s without %s", async (name, action, call) => {
    await roles.without(functions[name] ?? "", action, async () => {
      expect(await call().then(() => "worked", statusOf)).toBe(503);
    });
    expect(await call().then(() => "worked", statusOf)).toBe("worked");
  });

  async function sendAndErase(): Promise<void> {
    const user = fakeUser("erased");
    const accepted = await send(user, ["push"]);
    await herald.untilDelivery(accepted, "push");
    await herald.herald.erase(user.userId);
  }

  test("a channel without sns:Publish has its SMS left to no provider, and says whose fault it is", async () => {
    await herald.simulator.behave("twilio", { behavior: "server-error" });
    await roles.without(functions["sms"] ?? "", "sns:Publish", async () => {
      const accepted = await send(undefined, ["sms"]);
      const { trail = [] } = await herald.untilDelivery(
        accepted,
        "sms",
        ({ trail: calls = [] }) => calls.length > 0,
      );
      const ofSns = trail.find(({ provider }) => provider === "sns");
      expect(ofSns).toMatchObject({ outcome: "misconfigured" });
    });
    await herald.simulator.behave("twilio", { behavior: "accept" });
  });
});

test("an administrator of the account cannot use queues and topic past Herald", async () => {
  const credentials = await roles.makeAdministrator("administrator");
  const config = { region: localRegion, endpoint: local.details.awsEndpoint, credentials };
  const [sqs, sns] = [new SQSClient(config), new SNSClient(config)];
  const { url: QueueUrl, deadLetterUrl } = herald.queuesOf("push");
  const TopicArn = `arn:aws:sns:${localRegion}:000000000000:${names.prefix}-email-events`;
  const subscribe = { TopicArn, Protocol: "sqs", Endpoint: "arn:aws:sqs:us-east-1:000000000000:x" };
  const calls = [
    sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "{}" })),
    sqs.send(new ReceiveMessageCommand({ QueueUrl: deadLetterUrl })),
    sqs.send(new PurgeQueueCommand({ QueueUrl })),
    sns.send(new PublishCommand({ TopicArn, Message: "{}" })),
    sns.send(new SubscribeCommand(subscribe)),
  ];
  const results = await Promise.allSettled(calls);
  expect(results.map((result) => result.status === "rejected" && result.reason.name)).toEqual([
    "AccessDenied",
    "AccessDenied",
    "AccessDenied",
    "AuthorizationErrorException",
    "AuthorizationErrorException",
  ]);
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
  );
  expect(Attributes?.["QueueArn"]).toContain("herald-local-push");
});
