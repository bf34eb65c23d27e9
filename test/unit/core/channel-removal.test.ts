import { beforeEach, expect, test } from "vitest";
import type { DeployedQueues } from "../../../lambdas/core/channel-removal.ts";
import { removalObstacles } from "../../../lambdas/core/channel-removal.ts";

const queues: DeployedQueues = Object.fromEntries(
  ["sms", "fax", "mix"].map((name) => [
    name,
    { queueUrl: `/${name}`, deadLetterUrl: `/${name}-dead-letter` },
  ]),
);
const { sms, ...dropped } = queues;

let enabled: string[];
let messages: Record<string, number>;
let asked: string[];

beforeEach(() => {
  enabled = ["sms"];
  messages = { "/sms": 9 };
  asked = [];
});

function obstacles(after: DeployedQueues = { sms } as DeployedQueues, before = queues) {
  const deps = {
    enabledChannels: async () => enabled,
    countMessages: async (url: string) => {
      asked.push(url);
      return messages[url] ?? 0;
    },
  };
  return removalObstacles(deps, before, after);
}

test("a channel that is empty and not enabled may go", async () => {
  expect(await obstacles()).toEqual([]);
  expect(asked.toSorted()).toEqual(["/fax", "/fax-dead-letter", "/mix", "/mix-dead-letter"]);
});

test.each([
  ["its queue holds about 3 messages", () => Object.assign(messages, { "/fax": 3 })],
  ["its dead-letter queue holds about 2", () => Object.assign(messages, { "/fax-dead-letter": 2 })],
  ["enabled-channels still names it", () => enabled.push("fax")],
])("one may not while %s", async (reason, make) => {
  make();
  expect(await obstacles()).toEqual([`The channel fax cannot be removed yet: ${reason}.`]);
});

test("all that is in the way of each is said", async () => {
  enabled.push("mix");
  messages = { "/fax": 1, "/mix": 1, "/mix-dead-letter": 5 };
  expect(await obstacles()).toEqual([
    "The channel fax cannot be removed yet: its queue holds about 1 messages.",
    "The channel mix cannot be removed yet: enabled-channels still names it; its queue holds about 1 messages; its dead-letter queue holds about 5.",
  ]);
});

test("where no channel is dropped, nothing is asked", async () => {
  expect(await obstacles(queues, dropped)).toEqual([]);
  expect(await obstacles(queues)).toEqual([]);
  expect(asked).toEqual([]);
});
