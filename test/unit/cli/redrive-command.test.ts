import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { describeRedrive, runRedrive } from "../../../cli/redrive/redrive-command.ts";
import type { Notification } from "../../../lambdas/core/notification.ts";
import type { FakeStage } from "../../support/fake-stage.ts";
import { runCommand, startFakeStage } from "../../support/fake-stage.ts";
import { acceptedNotification, deliveryOf, sent, storedItems } from "../../support/stored-items.ts";

const table = "herald-sandbox-notifications";
const failure = {
  failureReason: "attempts-exhausted",
  lastError: "twilio unavailable: http-503",
} as const;

let stage: FakeStage;
let stop: AbortController;

beforeAll(async () => {
  stage = await startFakeStage();
});

afterAll(() => stage.aws.close());

beforeEach(() => {
  stop = new AbortController();
  stage.reset();
});

/** Puts dead letters into the queue, each of a delivery that failed so many hours ago. */
function addLetters(...hoursAgo: readonly number[]): Notification[] {
  const failed = hoursAgo.map((hours) => {
    const at = new Date(Date.now() - hours * 3_600_000);
    const notification = acceptedNotification({ channels: ["sms"], registeredAt: at });
    return { notification, delivery: deliveryOf(notification, { ...failure, updatedAt: at }) };
  });
  const items = failed.flatMap(({ notification, delivery }) =>
    storedItems(notification, [delivery]),
  );
  const waiting = failed.map(({ notification: { id, userId, registeredAt } }) => {
    const Body = JSON.stringify({ userId, notificationId: id, channel: "sms" });
    return {
      MessageId: `of ${id}`,
      ReceiptHandle: id,
      Body,
      MD5OfBody: createHash("md5").update(Body).digest("hex"),
      Attributes: { SentTimestamp: String(registeredAt.getTime()) },
    };
  });
  stage.aws.respond("SQS.GetQueueAttributes", ({ QueueUrl }) => ({
    Attributes: {
      ApproximateNumberOfMessages:
        QueueUrl === stage.queueUrl("sms-dead-letter") ? String(hoursAgo.length) : "0",
    },
  }));
  stage.aws.respond("SQS.ReceiveMessage", ({ MaxNumberOfMessages }) => ({
    Messages: waiting.splice(0, MaxNumberOfMessages),
  }));
  stage.aws.respond("DynamoDB.BatchGetItem", ({ RequestItems }) => {
    const recordIds = RequestItems[table].Keys.map(
      ({ recordId }: { recordId: { S: string } }) => recordId.S,
    );
    const found = items.filter(({ recordId }) => recordIds.includes(recordId));
    return { Responses: { [table]: sent(found) } };
  });
  return failed.map(({ notification }) => notification);
}

function redrive(...argv: readonly string[]) {
  return runCommand(
    describeRedrive,
    (options: Parameters<typeof runRedrive>[0]) => runRedrive(options, stop.signal),
    ["--channel", "sms", ...argv],
  );
}

function movedIds(): string[] {
  return stage.aws
    .inputsOf("SQS.SendMessage")
    .map(({ MessageBody }) => JSON.parse(MessageBody).notificationId);
}

test("moves what lies in the dead-letter queue to the channel's, and says why it had failed", async () => {
  const [first, second] = addLetters(2, 3);
  const { exitCode, out } = await redrive("--rate", "1000");
  expect(exitCode).toBe(0);
  expect(movedIds().toSorted()).toEqual([first?.id, second?.id].toSorted());
  const [{ QueueUrl }] = stage.aws.inputsOf("SQS.SendMessage");
  expect(QueueUrl).toBe(stage.queueUrl("sms"));
  const deleted = stage.aws.inputsOf("SQS.DeleteMessage");
  expect(deleted.map((each) => each.QueueUrl)).toEqual(
    Array(2).fill(stage.queueUrl("sms-dead-letter")),
  );
  expect(out).toMatch(/moved back to the queue +2/);
  expect(out).toMatch(/Why they had failed:\n.*twilio unavailable: http-503 +2/);
  expect(out).toContain("Then: npm run herald -- redrive --channel sms --stage sandbox");
  expect(out).not.toContain("u-42");
});

describe("it moves only what failed since", () => {
  test.each([
    ["150m", 1],
    ["4h", 2],
    ["1d", 3],
  ])("%s ago: %i of three", async (since, moved) => {
    const notifications = addLetters(2, 3, 23);
    await redrive("--since", since, "--rate", "1000");
    const ids = notifications.slice(0, moved).map(({ id }) => id);
    expect(movedIds().toSorted()).toEqual(ids.toSorted());
  });

  test("a time, to the millisecond", async () => {
    const [later, earlier] = addLetters(2, 3);
    await redrive("--since", String(later?.registeredAt.toISOString()));
    expect(movedIds()).toEqual([later?.id]);
    expect(movedIds()).not.toContain(earlier?.id);
  });
});

test("it moves no more than its limit, and says what was not looked at", async () => {
  addLetters(2, 3, 4);
  const { out } = await redrive("--limit", "2", "--rate", "1000");
  expect(movedIds()).toHaveLength(2);
  expect(stage.aws.inputsOf("SQS.ReceiveMessage")[0].MaxNumberOfMessages).toBe(2);
  expect(out).toMatch(/left: not looked at +1/);
});

test("its rate is messages a second", async () => {
  addLetters(2, 3, 4, 5);
  const start = performance.now();
  await redrive("--rate", "10");
  expect(performance.now() - start).toBeGreaterThanOrEqual(298);
  expect(movedIds()).toHaveLength(4);
});

test("a dry run changes nothing, and makes all visible again", async () => {
  const letters = addLetters(2, 3);
  const { out } = await redrive("--dry-run");
  expect(out).toMatch(/would be moved back to the queue +2/);
  expect(out).toContain("Nothing was changed.");
  expect(movedIds()).toEqual([]);
  expect(stage.aws.inputsOf("SQS.DeleteMessage")).toEqual([]);
  const [{ Entries }] = stage.aws.inputsOf("SQS.ChangeMessageVisibilityBatch");
  expect(Entries).toHaveLength(letters.length);
});

test("a line for each message names no user", async () => {
  const [notification] = addLetters(2);
  const { out } = await redrive("--verbose");
  const line = `moved  delivery ${notification?.id} of user \\w{16}  twilio unavailable: http-503\n`;
  expect(out).toMatch(new RegExp(line));
  expect(out).not.toContain("u-42");
});

test("an empty dead-letter queue is said, and nothing is received", async () => {
  const { exitCode, out } = await redrive();
  expect(out).toContain("No dead letters on sms.");
  expect(exitCode).toBe(0);
  expect(stage.aws.inputsOf("SQS.ReceiveMessage")).toEqual([]);
});

test("where a send fails it rejects, after its table", async () => {
  addLetters(2);
  stage.aws.fail("SQS.SendMessage");
  await expect(redrive("--verbose")).rejects.toMatchObject({ name: "DependencyUnavailable" });
  expect(stage.aws.inputsOf("SQS.DeleteMessage")).toEqual([]);
  expect(stage.aws.inputsOf("SQS.ChangeMessageVisibilityBatch")).toHaveLength(1);
});

test("stopped, it is 1 and says what is left", async () => {
  addLetters(2, 3);
  stop.abort();
  const { exitCode, out, err } = await redrive();
  expect(exitCode).toBe(1);
  expect(err).toContain("Stopped; what was not looked at is still there.");
  expect(out).toMatch(/left: not looked at +2/);
});

test.each([
  ["--since", "yesterday"],
  ["--limit", "0"],
  ["--limit", "10000001"],
  ["--rate", "1001"],
])("%s %s is refused", async (...argv) => {
  await expect(redrive(...argv)).rejects.toMatchObject({ code: "commander.invalidArgument" });
});

test("a channel that there is not is told, with those that there are", async () => {
  const asked = runCommand(
    describeRedrive,
    (options: Parameters<typeof runRedrive>[0]) => runRedrive(options, stop.signal),
    ["--channel", "pigeon"],
  );
  await expect(asked).rejects.toMatchObject({
    exitCode: 2,
    message: 'there is no channel "pigeon"; there are sms, email, push, messenger',
  });
});
