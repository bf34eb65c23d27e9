import { expect, test } from "vitest";
import { fakeUser } from "../../local/fake-user.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";

const herald = new DeployedHerald();

/** The local run takes 26 calls of a function at once. */
const callers = 15;
const requestsOfEach = 4;

test("of 60 notifications that expect a response, sent at once, exactly the limit of 20 is accepted", async () => {
  const user = fakeUser("throttled");
  const submission = { ...user, message: "Hi?", channels: ["push"], expectsResponse: true };
  const call = async () => {
    const responses = [];
    while (responses.length < requestsOfEach) {
      responses.push(await herald.herald.post(submission));
    }
    return responses;
  };

  const responses = await herald.parameters.whileSet(
    "throttle/responses-per-hour",
    "20",
    async () => {
      await herald.untilParametersAreInForce();
      return (await Promise.all(Array.from({ length: callers }, call))).flat();
    },
  );
  await herald.untilParametersAreInForce();

  const byStatus = Map.groupBy(responses, ({ status }) => status);
  const counts = [...byStatus].map(([status, { length }]) => [status, length]);
  expect(Object.fromEntries(counts)).toEqual({ 202: 20, 429: 40 });
  for (const { headers, body } of byStatus.get(429) ?? []) {
    expect(headers.get("content-type")).toBe("application/problem+json");
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(headers.get("retry-after"))).toBeLessThanOrEqual(3_600);
    expect(body).toMatchObject({ status: 429 });
  }
  await herald.untilQueueIsEmpty("push");
  expect(await herald.simulator.receivedBy(user.pushToken)).toHaveLength(20);
});
