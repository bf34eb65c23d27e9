import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  describeLift,
  describeSuppressions,
  runLift,
  runSuppressions,
} from "../../../cli/suppressions/suppressions-command.ts";
import { AwsFailure } from "../../support/fake-aws.ts";
import type { FakeStage } from "../../support/fake-stage.ts";
import { runCommand, startFakeStage } from "../../support/fake-stage.ts";
import { hashing } from "../../support/stage-secret.ts";
import { sent } from "../../support/stored-items.ts";

let stage: FakeStage;

beforeAll(async () => {
  stage = await startFakeStage();
});

afterAll(() => stage.aws.close());

beforeEach(() => stage.reset());

const list = () => runCommand(describeSuppressions, runSuppressions, ["--user", "u-42"]);
const lift = () => runCommand(describeLift, runLift, ["--user", "u-42", "--hash", "h"]);

test("a user's suppressions are listed by their hashes", async () => {
  const at = "2026-11-23T15:20:05.123Z";
  const item = { userId: "u-42", h: { reason: "bounced", provider: "ses", at } };
  stage.aws.respond("DynamoDB.GetItem", () => ({ Item: sent([item])[0] }));
  const { exitCode, out } = await list();
  expect(exitCode).toBe(0);
  expect(out).toMatch(new RegExp(`\nh  bounced by ses at ${at}\n$`));
  const [{ TableName, Key }] = stage.aws.inputsOf("DynamoDB.GetItem");
  expect(TableName).toBe("herald-sandbox-notifications");
  expect(Key.userId).toEqual({ S: "u-42" });
});

test("that there are none is said", async () => {
  expect(await list()).toMatchObject({
    exitCode: 0,
    out: expect.stringContaining("No address of this user is suppressed."),
  });
});

test("a lift is 0 where there was something to lift, and 1 where there was not", async () => {
  expect(await lift()).toMatchObject({ exitCode: 0, out: expect.stringContaining("Lifted.") });
  const [{ Key }, { ExpressionAttributeNames }] = stage.aws.inputsOf("DynamoDB.UpdateItem");
  expect(Key.userId).toEqual({ S: `suppressed#${hashing.addressMark("h")}` });
  expect(ExpressionAttributeNames["#hash"]).toBe("h");
  stage.aws.fail("DynamoDB.UpdateItem", new AwsFailure("ConditionalCheckFailedException"));
  expect(await lift()).toMatchObject({
    exitCode: 1,
    out: expect.stringContaining("There is no such suppression."),
  });
});

test.each([
  ["list", list],
  ["lift", lift],
])("%s says that DynamoDB failed", async (_, run) => {
  stage.aws.fail("DynamoDB");
  await expect(run()).rejects.toMatchObject({ name: "DependencyUnavailable" });
});
