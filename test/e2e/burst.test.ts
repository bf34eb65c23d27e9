import {
  DeleteFunctionConcurrencyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, expect, test } from "vitest";
import type { BurstCall } from "../../bench/burst.ts";
import { measureBurst } from "../../bench/burst.ts";
import { localStage, namesOf } from "../../lib/names.ts";
import { emulatorClientConfig } from "../../local/aws.ts";
import { fakeUser } from "../../local/fake-user.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";

const herald = new DeployedHerald();
const lambda = new LambdaClient(emulatorClientConfig(herald.details.awsEndpoint));

afterAll(() => lambda.destroy());

test("of a burst each call is accepted or told when to come again, and what was accepted is delivered once", async () => {
  const { calls, received } = await measureBurst(herald, { calls: 60, overMs: 0 });

  const others = calls.filter(({ status }) => status !== 202);
  expect(others.filter((call) => !isToComeAgain(call))).toEqual([]);
  expect(Math.max(...calls.map(({ ms }) => ms))).toBeLessThan(10_000);
  // Those that have a process each, and those that wait in line.
  expect(received.length).toBeGreaterThanOrEqual(24);
  expect(received).toEqual(received.map(() => 1));
});

test("a caller whose function was throttled is told when to come again", async () => {
  const { userId, phoneNumber } = fakeUser("throttled");
  const call = () => herald.herald.post({ userId, phoneNumber, message: "Hi", channels: ["sms"] });

  const { status, headers, body } = await whileIntakeIsThrottled(call);

  expect(status).toBe(503);
  expect(headers.get("content-type")).toBe("application/problem+json");
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  expect(body).toMatchObject({ status: 503, title: "Service Unavailable" });
  expect((await call()).status).toBe(202);
});

function isToComeAgain({ status, retryAfter }: BurstCall): boolean {
  return (status === 429 || status === 503) && Number(retryAfter) > 0;
}

async function whileIntakeIsThrottled<Result>(work: () => Promise<Result>): Promise<Result> {
  const FunctionName = namesOf(localStage).functionNamed("intake");
  await lambda.send(
    new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }),
  );
  try {
    return await work();
  } finally {
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  }
}
