import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { formatLogLine } from "../../../cli/logs/log-line.ts";
import { describeLogs, runLogs } from "../../../cli/logs/logs-command.ts";
import { AwsFailure } from "../../support/fake-aws.ts";
import type { FakeStage } from "../../support/fake-stage.ts";
import { runCommand, startFakeStage } from "../../support/fake-stage.ts";

const id = "01M84KDZHW0TFYXPQYH8PCS7J2";

let stage: FakeStage;

beforeAll(async () => {
  stage = await startFakeStage();
});

afterAll(() => stage.aws.close());

beforeEach(() => {
  stage.reset();
  stage.aws.respond("Logs.StartQuery", () => ({ queryId: "q-1" }));
});

const logs = (signal = new AbortController().signal, ...flags: string[]) =>
  runCommand(describeLogs, (options: Parameters<typeof runLogs>[0]) => runLogs(options, signal), [
    "--id",
    id,
    ...flags,
  ]);

const attempt = JSON.stringify({
  level: "INFO",
  message: "attempt",
  service: "herald",
  function_name: "herald-sandbox-channel-sms",
  notificationId: id,
  attempt: "ended",
});

const row = (message: string) => [
  { field: "@timestamp", value: "2026-11-30 19:46:41.821" },
  { field: "@log", value: "123456789012:/aws/lambda/herald-sandbox-channel-sms" },
  { field: "@message", value: `${message}\n` },
];

test("a stage's functions are asked for the lines that name the notification", async () => {
  const states = ["Running", "Complete"];
  stage.aws.respond("Logs.GetQueryResults", () => ({
    status: states.shift(),
    results: [row(attempt)],
  }));

  const { exitCode, out } = await logs();

  expect(exitCode).toBe(0);
  expect(out).toBe(
    `2026-11-30T19:46:41.821Z  channel-sms  attempt  notificationId=${id} attempt=ended\n`,
  );
  const [{ logGroupNames, queryString, startTime }] = stage.aws.inputsOf("Logs.StartQuery");
  expect(logGroupNames).toEqual(
    expect.arrayContaining([
      "/aws/lambda/herald-sandbox-intake",
      "/aws/lambda/herald-sandbox-channel-sms",
      "/aws/lambda/herald-sandbox-receipts-queue",
    ]),
  );
  expect(queryString).toContain(id);
  // The id says when it was registered; nothing before is paid for.
  expect(new Date(startTime * 1_000).toISOString()).toBe("2026-11-23T16:21:08.000Z");
});

test("--json shows the lines as they were logged", async () => {
  stage.aws.respond("Logs.GetQueryResults", () => ({
    status: "Complete",
    results: [row(attempt)],
  }));

  expect((await logs(undefined, "--json")).out).toBe(`${attempt}\n`);
});

test("no line is exit code 1", async () => {
  stage.aws.respond("Logs.GetQueryResults", () => ({ status: "Complete", results: [] }));

  expect(await logs()).toMatchObject({
    exitCode: 1,
    out: expect.stringContaining("No function logged anything of it."),
  });
});

test("a query that fails says so", async () => {
  stage.aws.respond("Logs.GetQueryResults", () => ({ status: "Failed" }));

  await expect(logs()).rejects.toThrow("the query of CloudWatch Logs ended as Failed");
});

test("Ctrl-C stops the query, which costs until then", async () => {
  stage.aws.respond("Logs.GetQueryResults", () => ({ status: "Running" }));

  await expect(logs(AbortSignal.abort())).rejects.toThrow("Stopped.");
  expect(stage.aws.inputsOf("Logs.StopQuery")).toEqual([{ queryId: "q-1" }]);
});

test("what AWS does not permit is a dependency's failure", async () => {
  stage.aws.fail("Logs", new AwsFailure("AccessDeniedException"));

  await expect(logs()).rejects.toMatchObject({ name: "DependencyUnavailable" });
});

describe("a line", () => {
  const line = { at: "2026-11-30T19:46:41.821Z", function: "intake" };

  test("that is no JSON stays as it is", () => {
    expect(formatLogLine({ ...line, text: "Task timed out" })).toBe(
      "2026-11-30T19:46:41.821Z  intake  Task timed out",
    );
  });

  test("says its level if that is not INFO", () => {
    const text = JSON.stringify({ level: "ERROR", message: "attempt failed", cause: "Timeout" });
    expect(formatLogLine({ ...line, text })).toBe(
      "2026-11-30T19:46:41.821Z  intake  ERROR  attempt failed  cause=Timeout",
    );
  });
});
