import { fakeUser } from "../fake-user.ts";
import type { Scenario } from "./scenario.ts";
import type { TestHarness } from "./test-harness.ts";

const limit = 3;

/** Accepts no more notifications that expect a response than the limit, here 3 an hour. */
export const throttle: Scenario = {
  title: `A limit of ${limit} responses an hour`,
  async run(harness, report) {
    return harness.parameters.whileSet("throttle/responses-per-hour", String(limit), async () => {
      report("waiting until the parameter is in force");
      const responses = await harness.until("the new limit", async () => {
        const statuses = await sendUntilRefused(harness);
        return statuses.length > limit + 1 ? undefined : statuses;
      });
      return [
        {
          what: `${limit + 1} notifications that expect a response`,
          expected: "202, 202, 202, 429",
          seen: responses.join(", "),
        },
      ];
    });
  },
};

/** Sends to a new user until a response is not 202, or until the limit is exceeded by one. */
async function sendUntilRefused(harness: TestHarness): Promise<number[]> {
  const user = fakeUser("demo");
  const statuses: number[] = [];
  while (statuses.length < limit + 2) {
    const submission = {
      ...user,
      message: "Are you coming?",
      channels: ["push"],
      expectsResponse: true,
    };
    const { status } = await harness.herald.post(submission);
    statuses.push(status);
    if (status !== 202) {
      break;
    }
  }
  return statuses;
}
