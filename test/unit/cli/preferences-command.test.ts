import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  describePreferences,
  runPreferences,
} from "../../../cli/preferences/preferences-command.ts";
import type { FakeStage } from "../../support/fake-stage.ts";
import { runCommand, startFakeStage } from "../../support/fake-stage.ts";
import { sent } from "../../support/stored-items.ts";

let stage: FakeStage;

beforeAll(async () => {
  stage = await startFakeStage();
});

afterAll(() => stage.aws.close());

beforeEach(() => stage.reset());

const list = () => runCommand(describePreferences, runPreferences, ["--user", "u-42"]);

test("what a user has turned on and off is listed, with who said so", async () => {
  const since = "2026-11-23T15:20:05.123Z";
  const item = {
    categories: { marketing: { isOn: false, since, by: "link" } },
    channels: { sms: { isOn: true, since, by: "caller" } },
  };
  stage.aws.respond("DynamoDB.GetItem", () => ({ Item: sent([item])[0] }));
  const { exitCode, out } = await list();
  expect(exitCode).toBe(0);
  expect(out).toMatch(
    new RegExp(
      `\ncategories  marketing  off by link since ${since}\nchannels  sms  on by caller since ${since}\n$`,
    ),
  );
});

test("that there is nothing is said", async () => {
  expect(await list()).toMatchObject({
    exitCode: 0,
    out: expect.stringContaining("This user has turned nothing on or off."),
  });
});

test("that DynamoDB failed is said", async () => {
  stage.aws.fail("DynamoDB");
  await expect(list()).rejects.toMatchObject({ name: "DependencyUnavailable" });
});
