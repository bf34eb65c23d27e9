import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { describeDoctor, runDoctor } from "../../../cli/doctor/doctor-command.ts";
import { readDeliveryMessage } from "../../../lambdas/adapters/delivery-message.ts";
import type { Delivery } from "../../../lambdas/core/delivery.ts";
import type { Notification } from "../../../lambdas/core/notification.ts";
import { localProviderSettings } from "../../../local/simulator/settings.ts";
import { AwsFailure } from "../../support/fake-aws.ts";
import type { FakeStage } from "../../support/fake-stage.ts";
import { runCommand, startFakeStage } from "../../support/fake-stage.ts";
import { users } from "../../support/stage-secret.ts";
import { acceptedNotification, deliveryOf, sent, storedItems } from "../../support/stored-items.ts";

const table = "herald-sandbox-notifications";
const prefix = "/herald/sandbox/";
const accountSettings = "/2016-08-19/account-settings";
const minuteMs = 60_000;
/** The queue's visibility time-out: a message stays away for it when its function dies. */
const visibilityMs = 6 * 30 * 1_000;

let stage: FakeStage;
let stop: AbortController;

beforeAll(async () => {
  stage = await startFakeStage();
});

afterAll(() => stage.aws.close());

beforeEach(() => {
  stop = new AbortController();
  stage.reset();
  stage.aws.respond("SSM.GetParameters", ({ Names }) => ({
    Parameters: Names.flatMap((Name: string) => {
      const Value = goodParameters().get(Name.slice(prefix.length));
      return Value === undefined ? [] : [{ Name, Value }];
    }),
  }));
  stage.aws.respond(accountSettings, () => ({ AccountLimit: { ConcurrentExecutions: 1_000 } }));
});

/** What every parameter of the stage may hold. */
function goodParameters(): ReadonlyMap<string, string> {
  const ofProviders = Object.entries(localProviderSettings("https://providers.example.com"));
  return new Map([
    ["enabled-channels", "sms,email"],
    ["throttle/responses-per-hour", "300"],
    ["channels/sms/providers", "sms-voice"],
    ["channels/email/providers", "ses"],
    ["channels/push/providers", "pushy"],
    ["channels/messenger/providers", "messenger"],
    ["public-url", "https://notify.example.com"],
    ...ofProviders.map(([id, value]): [string, string] => [
      `providers/${id}`,
      JSON.stringify(value),
    ]),
  ]);
}

function doctor(...argv: readonly string[]) {
  return runCommand(
    describeDoctor,
    (options: Parameters<typeof runDoctor>[0]) => runDoctor(options, stop.signal),
    argv,
  );
}

/** What doctor finds, by where and what. */
async function findings(...argv: readonly string[]) {
  const { out } = await doctor("--json", ...argv);
  const { findings: found } = JSON.parse(out) as { findings: Record<string, string>[] };
  return found.map(({ check, where, what }) => `${check}: ${where}: ${what}`);
}

/** Has the table hold a notification, on `sms` alone, with its delivery if there is one. */
function store(notification: Notification, deliveries: readonly Delivery[] = []): void {
  const items = storedItems(notification, deliveries);
  // A scan returns an inbox record before the outbox records that sort after it.
  stage.aws.respond("DynamoDB.Scan", () => ({ Items: sent(items.toReversed()) }));
  stage.aws.respond("DynamoDB.BatchGetItem", () => ({ Responses: { [table]: sent(items) } }));
}

function acceptedAgo(ms: number): Notification {
  return acceptedNotification({ channels: ["sms"], registeredAt: new Date(Date.now() - ms) });
}

test("where nothing is wrong it finds nothing, and is 0", async () => {
  store(acceptedAgo(minuteMs));
  const { exitCode, out } = await doctor();
  expect(out).toContain("Working on stage sandbox in eu-west-1, account 123456789012.");
  expect(out).toMatch(/Nothing found\.\n$/);
  expect(exitCode).toBe(0);
});

describe("a delivery counts as stuck", () => {
  const isStuck = async (lateMs: number, ...argv: readonly string[]) => {
    store(acceptedAgo(lateMs));
    const found = await findings(...argv);
    return found.some((each) => each.startsWith("deliveries: "));
  };

  test("15 minutes after its message would be back, and not before", async () => {
    expect(await isStuck(visibilityMs + 14 * minuteMs)).toBe(false);
    expect(await isStuck(visibilityMs + 16 * minuteMs)).toBe(true);
  });

  test("after as long as it is told, in the unit that it is told", async () => {
    expect(await isStuck(visibilityMs + 80_000, "--older-than", "90s")).toBe(false);
    expect(await isStuck(visibilityMs + 100_000, "--older-than", "90s")).toBe(true);
    expect(await isStuck(visibilityMs + 110 * minuteMs, "--older-than", "2h")).toBe(false);
    expect(await isStuck(visibilityMs + 130 * minuteMs, "--older-than", "2h")).toBe(true);
  });

  test("by the end of its lease, or its next attempt", async () => {
    const notification = acceptedAgo(3 * 60 * minuteMs);
    const ago = (ms: number) => new Date(Date.now() - ms);
    const found = async (changes: Partial<Delivery>) => {
      store(notification, [deliveryOf(notification, changes)]);
      return findings();
    };
    const due = visibilityMs + 16 * minuteMs;
    expect(await found({ status: "sending", leaseUntil: ago(due) })).toMatchObject([
      expect.stringContaining("the function that claimed it died, accepted"),
    ]);
    expect(await found({ status: "sending", leaseUntil: ago(due - 2 * minuteMs) })).toEqual([]);
    expect(await found({ status: "retrying", nextAttemptAt: ago(due) })).toMatchObject([
      expect.stringContaining("its next attempt is overdue"),
    ]);
    expect(await found({ status: "retrying", nextAttemptAt: ago(0) })).toEqual([]);
    expect(await found({ status: "failed" })).toEqual([]);
  });
});

test("it scans every page, for records alone and without what they say", async () => {
  const notification = acceptedAgo(60 * minuteMs);
  store(notification);
  const Items = sent(storedItems(notification));
  stage.aws.respond("DynamoDB.Scan", ({ ExclusiveStartKey }) =>
    ExclusiveStartKey ? { Items } : { Items: [], LastEvaluatedKey: { userId: { S: "u" } } },
  );
  expect(await findings()).toHaveLength(1);
  const scans = stage.aws.inputsOf("DynamoDB.Scan");
  expect(scans).toHaveLength(2);
  const { ProjectionExpression, ExpressionAttributeNames, FilterExpression } = scans[0];
  expect(FilterExpression).toBe(
    "begins_with(#recordId, :prefix) AND attribute_not_exists(erasedAt)",
  );
  expect(ProjectionExpression.split(", ").toSorted()).toEqual(
    Object.keys(ExpressionAttributeNames).toSorted(),
  );
  const read = Object.values(ExpressionAttributeNames);
  expect(read).toEqual(expect.arrayContaining(["userId", "channels", "leaseUntil", "status"]));
  expect(read).not.toEqual(expect.arrayContaining(["message"]));
  expect(read).not.toEqual(expect.arrayContaining(["email"]));
});

describe("what is used of each limit", () => {
  const limits = { perAddress: { day: 9 }, perChannelPerDay: { sms: 100, push: 50 } };

  /** Has the parts of each channel's counter of today hold so many, together. */
  function count(used: Readonly<Record<string, number>>): void {
    const today = new Date().toISOString().slice(0, 10);
    stage.aws.respond("DynamoDB.BatchGetItem", ({ RequestItems }) => {
      const keys: { recordId: { S: string } }[] = RequestItems[table]?.Keys ?? [];
      const items = keys.map(({ recordId: { S: recordId } }) => {
        const [, channel = "", day, part] = /^limit#channel#(.+)#(.+)#(.+)$/.exec(recordId) ?? [];
        const all = day === today ? (used[channel] ?? 0) : 0;
        return { recordId, count: Number(part) === 0 ? all - 15 : 1 };
      });
      return { Responses: { [table]: sent(items) } };
    });
  }

  function put(value: string): void {
    stage.aws.respond("SSM.GetParameters", ({ Names }) => ({
      Parameters: Names.flatMap((Name: string) => {
        const Value = new Map([...goodParameters(), ["limits", value]]).get(
          Name.slice(prefix.length),
        );
        return Value === undefined ? [] : [{ Name, Value }];
      }),
    }));
  }

  test("is shown, by the limits that are in force", async () => {
    put(JSON.stringify(limits));
    count({ sms: 79, push: 20 });
    const { out, exitCode } = await doctor();
    expect(out).toContain("\nchannel sms: 79 of 100 notifications today (UTC)\n");
    expect(out).toContain("\nchannel push: 20 of 50 notifications today (UTC)\n");
    expect(out).toContain("\neach address: 9 a day; a dry run says what is used of one\n");
    expect(out).toMatch(/Nothing found\.\n$/);
    expect(exitCode).toBe(0);
    const json = JSON.parse((await doctor("--json")).out);
    expect(json.limits).toEqual([
      { channel: "sms", used: 79, max: 100 },
      { channel: "push", used: 20, max: 50 },
    ]);
  });

  test("is a finding from 80 % on", async () => {
    put(JSON.stringify(limits));
    count({ sms: 80, push: 39 });
    expect(await findings()).toEqual([
      "limits: channel sms: has used 80 of the 100 notifications of its day",
    ]);
  });

  test.each([
    ["missing", undefined, []],
    ["wrong", "[]", [expect.stringMatching(/^parameters: parameter \/herald\/sandbox\/limits/)]],
  ])("is that of the deployed limits where the parameter is %s", async (_, value, found) => {
    if (value !== undefined) {
      put(value);
    }
    count({ sms: 20 });
    expect(await findings()).toEqual(found);
    const { out } = await doctor();
    expect(out).toContain("\nchannel sms: 20 of 200 notifications today (UTC)\n");
  });
});

describe("what it finds", () => {
  test("is 1, one line each, with what to do", async () => {
    store(acceptedAgo(60 * minuteMs));
    const { exitCode, out } = await doctor();
    expect(exitCode).toBe(1);
    expect(out).toMatch(
      /delivery \S+ of user \w{16} on sms: no attempt was ever made, .* -> nothing moves it: npm run herald -- doctor --repair --stage sandbox\n$/,
    );
    expect(out).not.toContain("u-42");
  });

  test("is more than 20 of a kind: the rest is in --json", async () => {
    const notifications = Array.from({ length: 23 }, () => acceptedAgo(60 * minuteMs));
    const items = notifications.flatMap((each) => storedItems(each));
    stage.aws.respond("DynamoDB.Scan", () => ({ Items: sent(items) }));
    stage.aws.respond("DynamoDB.BatchGetItem", ({ RequestItems }) => {
      const [key] = RequestItems[table]?.Keys ?? [];
      const found = items.filter(({ recordId }) => recordId === key?.recordId.S);
      return { Responses: { [table]: sent(found) } };
    });
    const { out } = await doctor();
    expect(out.match(/no attempt was ever made/g)).toHaveLength(20);
    expect(out).toContain("and 3 more deliveries: see --json");
    expect(await findings()).toHaveLength(23);
  });

  test("are providers that are down", async () => {
    const item = {
      provider: "sms-voice",
      state: "open",
      openUntil: new Date(Date.now() + minuteMs).toISOString(),
      failures: 3,
      lastError: "unavailable: http-503",
    };
    stage.aws.respond("DynamoDB.BatchGetItem", () => ({
      Responses: { "herald-sandbox-provider-health": sent([item]) },
    }));
    expect(await findings()).toEqual([
      `provider health: provider sms-voice: is passed over until ${item.openUntil} (failures: 3, last unavailable: http-503)`,
    ]);
  });

  test("are providers that are misconfigured, with since when", async () => {
    const item = {
      provider: "sms-voice",
      state: "misconfigured",
      openUntil: "2026-11-23T15:20:05.000Z",
      failures: 0,
      since: "2026-11-23T15:20:05.000Z",
      lastError: "misconfigured: AccessDenied",
    };
    stage.aws.respond("DynamoDB.BatchGetItem", () => ({
      Responses: {
        "herald-sandbox-provider-health": sent([
          item,
          { ...item, provider: "ses", lastError: "misconfigured: no-settings" },
        ]),
      },
    }));
    expect(await findings()).toEqual([
      "provider health: provider sms-voice: is misconfigured since 2026-11-23T15:20:05.000Z (misconfigured: AccessDenied)",
    ]);
    expect((await doctor()).exitCode).toBe(1);
  });

  test("is nothing of a provider that no channel's list has", async () => {
    await findings();
    const asked = stage.aws
      .inputsOf("DynamoDB.BatchGetItem")
      .flatMap(({ RequestItems }) =>
        (RequestItems["herald-sandbox-provider-health"]?.Keys ?? []).map(
          ({ provider }: { provider: { S: string } }) => provider.S,
        ),
      );
    expect(asked.toSorted()).toEqual(["messenger", "pushy", "ses", "sms-voice"]);
  });

  test("is a provider whose time is over, which is told and is 0", async () => {
    const item = {
      provider: "sms-voice",
      state: "open",
      openUntil: new Date(Date.now() - minuteMs).toISOString(),
      failures: 1,
      lastError: "unavailable: http-503",
    };
    stage.aws.respond("DynamoDB.BatchGetItem", () => ({
      Responses: { "herald-sandbox-provider-health": sent([item]) },
    }));
    const { exitCode, out } = await doctor();
    expect(out).toContain(`provider sms-voice: was down until ${item.openUntil}, to be tried`);
    expect(exitCode).toBe(0);
  });

  test("are dead letters, and what is more than the account may run", async () => {
    stage.aws.respond("SQS.GetQueueAttributes", ({ QueueUrl }) => ({
      Attributes: {
        ApproximateNumberOfMessages: QueueUrl === stage.queueUrl("sms-dead-letter") ? "2" : "0",
      },
    }));
    stage.aws.respond(accountSettings, () => ({ AccountLimit: { ConcurrentExecutions: 10 } }));
    const found = await findings();
    expect(found).toContain("queues: channel sms: has dead letters, about 2");
    expect(found.filter((each) => each.startsWith("concurrency: "))).toHaveLength(1);
  });

  test.each([
    ["parameters", "SSM"],
    ["(limits|provider health)", "DynamoDB.BatchGetItem"],
    ["queues", "SQS.GetQueueAttributes"],
    ["concurrency", accountSettings],
    ["deliveries", "DynamoDB.Scan"],
  ])(
    "is that %s could not be checked where %s fails, and the rest is checked",
    async (check, target) => {
      stage.aws.fail(target, new AwsFailure("AccessDeniedException"));
      const found = await findings();
      expect(found).not.toEqual([]);
      for (const each of found) {
        expect(each).toMatch(new RegExp(`^${check}: .*AccessDeniedException`));
      }
      expect(stage.aws.inputsOf("DynamoDB.Scan")).toHaveLength(1);
    },
  );
});

describe("a repair", () => {
  test("queues again what nothing moves, once, and says how much", async () => {
    const notification = acceptedAgo(60 * minuteMs);
    store(notification);
    const { exitCode, out } = await doctor("--repair");
    expect(out).toContain("Queued 1 of 1 stuck deliveries again.");
    expect(exitCode).toBe(1);
    const [{ QueueUrl, MessageBody }, ...more] = stage.aws.inputsOf("SQS.SendMessage");
    expect(QueueUrl).toBe(stage.queueUrl("sms"));
    const { userId, id: notificationId } = notification;
    const reference = { userId, notificationId, channel: "sms" };
    expect(readDeliveryMessage(users, { body: MessageBody }, "sms")).toEqual(reference);
    expect(more).toEqual([]);
  });

  test("leaves a channel that is behind", async () => {
    store(acceptedAgo(60 * minuteMs));
    stage.aws.respond("SQS.GetQueueAttributes", () => ({
      Attributes: { ApproximateNumberOfMessages: "1000" },
    }));
    const { out } = await doctor("--repair", "--json");
    expect(JSON.parse(out).repaired).toBe(0);
    expect(stage.aws.inputsOf("SQS.SendMessage")).toEqual([]);
  });

  test("is not made without the option", async () => {
    store(acceptedAgo(60 * minuteMs));
    await doctor();
    expect(stage.aws.inputsOf("SQS.SendMessage")).toEqual([]);
  });
});

test("stopped, it checks no more and says so", async () => {
  stop.abort();
  const { out } = await doctor();
  expect(out).toContain("Stopped before everything was checked.");
  expect(stage.aws.inputsOf("DynamoDB.Scan")).toEqual([]);
});

test.each([
  ["--older-than", "90"],
  ["--rate", "1001"],
  ["--rate", "0"],
])("%s %s is refused", async (...argv) => {
  await expect(doctor(...argv)).rejects.toMatchObject({ code: "commander.invalidArgument" });
});

test("a stage without queues is not deployed", async () => {
  stage.removeQueues();
  await expect(doctor()).rejects.toMatchObject({
    name: "CliProblem",
    message: "stage sandbox in eu-west-1 has no queue herald-sandbox-sms: is it deployed there?",
  });
});
