import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { phoneNumbers } from "../../../lambdas/runtime/phone-numbers.ts";
import type { Limit, Switches } from "../../../local/aws-proxy/aws-limits.ts";
import { waitFor } from "../../../local/wait-for.ts";
import type { SubmitWithKey } from "./limited-stage.ts";
import { startLimitedStage } from "./limited-stage.ts";

/** A limit that is in force for a while. */
interface Trial {
  readonly switches: Switches;
  /** What it comes to at the proxy. */
  readonly hits?: Limit;
  /** Messages that each provider takes in a second. */
  readonly perSecond?: number;
  /** Whether intake has to accept as ever. */
  readonly isAccepting?: boolean;
}

const trials: readonly [string, Trial][] = [
  [
    "SSM takes 1 call a second",
    { switches: { ssmPerSecond: 1 }, hits: "SSM throttled", isAccepting: true },
  ],
  ["DynamoDB throttles", { switches: { throttled: ["DynamoDB"] }, hits: "DynamoDB throttled" }],
  ["SQS throttles", { switches: { throttled: ["SQS"] }, hits: "SQS throttled" }],
  [
    "every other conditional write loses its response",
    { switches: { lostResponses: 0.5 }, hits: "write's response lost" },
  ],
  [
    "the settings of the providers may not be decrypted",
    {
      switches: { denied: ["providers/twilio", "providers/sendgrid"] },
      hits: "parameter denied",
      isAccepting: true,
    },
  ],
  ["providers take 2 messages a second", { switches: {}, perSecond: 2, isAccepting: true }],
];

/** How long each limit is in force. */
const limitedMs = 1_500;

/** Requests before a limit is in force, and during it. */
const requestsEach = 4;

/** What a trial left. */
interface Aftermath {
  readonly bodies: readonly ReturnType<typeof requestOf>[];
  /** The responses while the limit was in force. */
  readonly responses: readonly Awaited<ReturnType<SubmitWithKey>>[];
  readonly hits: number;
}

let stage: Awaited<ReturnType<typeof startLimitedStage>>;
const aftermaths = new Map<Trial, Aftermath>();

beforeAll(async () => {
  await phoneNumbers.read("+48600100200");
  stage = await startLimitedStage();
  await stage.coldChannels();
  stage.startReceiving();
  for (const [index, [, trial]] of trials.entries()) {
    aftermaths.set(trial, await limit(trial, index));
  }
  const bodies = [...aftermaths.values()].flatMap((one) => one.bodies);
  await stage.untilEnded(bodies.map(({ userId }) => userId));
}, 120_000);

afterAll(() => stage.stop());

/** Lets cold functions work under a limit; the callers repeat what was not accepted afterwards. */
async function limit({ switches, hits, perSecond }: Trial, index: number): Promise<Aftermath> {
  const bodies = Array.from({ length: 2 * requestsEach }, (_, each) => requestOf(index, each));
  const warm = await stage.coldIntake();
  await repeatAll(warm, bodies.slice(0, requestsEach));
  const intakes = [await stage.coldIntake(), await stage.coldIntake()];
  const before = hits && stage.limits.hits.get(hits);

  stage.limits.set(switches);
  await behave(perSecond);
  await stage.coldChannels();
  const [responses] = await Promise.all([
    Promise.all(
      bodies
        .slice(requestsEach)
        .map((body, each) => (intakes[each % 2] as SubmitWithKey)(body, body.userId)),
    ),
    sleep(limitedMs),
  ]);
  stage.limits.set({});
  await behave(undefined);

  await repeatAll(warm, bodies);
  const hit = hits && stage.limits.hits.get(hits);
  return { bodies, responses, hits: (hit ?? 0) - (before ?? 0) };
}

async function behave(perSecond: number | undefined): Promise<void> {
  for (const provider of ["twilio", "sendgrid"]) {
    await stage.simulator.behave(provider, perSecond === undefined ? {} : { perSecond });
  }
}

/** Repeats each request with its key until it is accepted, as callers do. */
async function repeatAll(
  submit: SubmitWithKey,
  bodies: readonly ReturnType<typeof requestOf>[],
): Promise<void> {
  await Promise.all(
    bodies.map((body) =>
      waitFor(
        `202 for ${body.userId}`,
        async () => (await submit(body, body.userId)).status === 202 || undefined,
        { intervalMs: 200 },
      ),
    ),
  );
}

function requestOf(trial: number, each: number) {
  const userId = `u-${trial}-${each}`;
  return {
    userId,
    message: "Is it you?",
    phoneNumber: `+486001${trial}0${100 + each}`,
    email: `${userId}@example.com`,
    channels: ["sms", "email"],
    expectsResponse: true,
  };
}

const sentAtOnce = { status: "sent", attempts: 1, possibleDuplicate: false };

describe.each(trials)("while %s", (_, trial) => {
  const aftermath = () => aftermaths.get(trial) as Aftermath;

  test("the limit is met", () => {
    if (trial.hits !== undefined) {
      expect(aftermath().hits).toBeGreaterThan(0);
    }
  });

  test("intake accepts, or tells when to try again", () => {
    for (const { status, retryAfter } of aftermath().responses) {
      expect([202, 429, 503]).toContain(status);
      if (status !== 202) {
        expect(Number(retryAfter)).toBeGreaterThan(0);
      }
    }
  });

  test.runIf(trial.isAccepting)("cold functions accept all the same", () => {
    expect(aftermath().responses.map(({ status }) => status)).toEqual(
      Array.from({ length: requestsEach }, () => 202),
    );
  });

  test("what is accepted is sent once, by one attempt", async () => {
    for (const { userId, phoneNumber, email } of aftermath().bodies) {
      const { notifications, deliveries } = await stage.recordsOf(userId);
      expect(notifications).toHaveLength(1);
      expect(
        deliveries.toSorted((one, other) =>
          `${one["channel"]}`.localeCompare(`${other["channel"]}`),
        ),
      ).toMatchObject([
        { channel: "email", ...sentAtOnce },
        { channel: "sms", ...sentAtOnce },
      ]);
      for (const address of [phoneNumber, email]) {
        expect(await stage.simulator.receivedBy(address)).toHaveLength(1);
      }
    }
  });

  test("a message keeps its receives", () => {
    const userIds = aftermath().bodies.map(({ userId }) => userId);
    const own = [...stage.receives].filter(([of]) => userIds.includes(JSON.parse(of).userId));
    expect(own).toHaveLength(2 * userIds.length);
    expect(Math.max(...own.map(([, count]) => count))).toBeLessThan(20);
  });
});
