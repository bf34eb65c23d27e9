import type { SQSRecord } from "aws-lambda";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SubmittedAttachment } from "../../../lambdas/core/mail-fields.ts";
import { attachmentFiles } from "../../../lambdas/runtime/attachment-files.ts";
import type { Behavior } from "../../../local/simulator/behaviors.ts";
import { waitFor } from "../../../local/wait-for.ts";
import { userOf } from "../../support/stage-secret.ts";
import type { ChannelName } from "./crash-stage.ts";
import { channels, startCrashStage } from "./crash-stage.ts";
import type { CrashPoint } from "./cuttable-line.ts";
import { CuttableLine, describePoint } from "./cuttable-line.ts";

let stage: Awaited<ReturnType<typeof startCrashStage>>;
let users = 0;

/** What is tried at every crash point. */
interface Trial {
  readonly channel: ChannelName;
  /** A file that goes with it. */
  readonly file?: SubmittedAttachment;
  /** How the provider behaves until the crash; then it accepts. */
  readonly behavior: Behavior;
}

/** A delivery as it is to be seen from the outside. */
interface Sight {
  readonly status: unknown;
  readonly possibleDuplicate: unknown;
  /** How often the provider took it. */
  readonly taken: number;
  /** The hashes of the files that each of those had. */
  readonly files: readonly string[];
}

/** One user's delivery, whose function died at a point. */
interface Casualty {
  readonly userId: string;
  readonly address: string;
  readonly point: CrashPoint;
  readonly atCrash: Sight;
}

/** What a trial leaves. */
interface Wreckage {
  /** The user whose function did not die. */
  readonly survivor: string;
  readonly casualties: readonly Casualty[];
  /** The messages that SQS will hand out again. */
  readonly messages: readonly SQSRecord[];
}

const file = {
  filename: "order.pdf",
  contentType: "application/pdf",
  content: Buffer.from("%PDF-1.7 order").toString("base64"),
};

const trials: readonly [string, Trial][] = [
  ["an SMS goes on", { channel: "sms", behavior: "accept" }],
  ["an e-mail goes on", { channel: "email", behavior: "accept" }],
  ["an e-mail with a file goes on", { channel: "email", behavior: "accept", file }],
  ["a message ends where its channel holds", { channel: "held", behavior: "accept" }],
  ["a message that nobody accepted goes on", { channel: "email", behavior: "server-error" }],
];

/** What every attempt calls, beside its provider. */
const alwaysCalled = [
  "SQS.ChangeMessageVisibilityBatch",
  "DynamoDB.BatchGetItem",
  "DynamoDB.PutItem",
  "SSM.GetParameters",
];

const wreckages = new Map<Trial, Wreckage>();

beforeAll(async () => {
  stage = await startCrashStage();
  for (const [, trial] of trials) {
    wreckages.set(trial, await dieEverywhere(trial));
  }
  const leasesEndAt = Date.now() + stage.channelTimeoutMs;
  await waitFor("the leases to end", async () => Date.now() > leasesEndAt || undefined);
  for (const [{ channel }, { messages }] of wreckages) {
    await stage.handOutAgain(channel, messages);
  }
}, 120_000);

afterAll(() => stage.stop());

describe("wherever a channel's function dies", () => {
  test.each(trials)(
    "%s",
    async (_, trial) => {
      const { survivor, casualties } = wreckages.get(trial) as Wreckage;
      const userIds = [survivor, ...casualties.map(({ userId }) => userId)];
      await stage.deliverAll(trial.channel, userIds);
      for (const casualty of casualties) {
        const inTheEnd = await see(casualty);
        expect(inTheEnd, describePoint(casualty.point)).toEqual(expected(casualty, trial));
      }
    },
    60_000,
  );
});

/** What the promises say of a delivery, by how the crash left it. */
function expected({ atCrash }: Casualty, trial: Trial): Sight {
  const { taken, ...rest } = expectedEnd(atCrash, trial);
  const sha256s = attachmentFiles.read(trial.file ? [trial.file] : []).map(({ sha256 }) => sha256);
  return { ...rest, taken, files: Array(taken).fill(sha256s.join()) };
}

function expectedEnd({ status, taken }: Sight, { channel }: Trial): Omit<Sight, "files"> {
  if (status === "sending" && channels[channel].afterUnknown === "hold") {
    return { status: "failed unknown", possibleDuplicate: true, taken };
  }
  if (status === "sending") {
    return { status: "sent", possibleDuplicate: true, taken: taken + 1 };
  }
  return { status: "sent", possibleDuplicate: false, taken: 1 };
}

/** Lets one delivery's function die at each point that a clean attempt shows. */
async function dieEverywhere(trial: Trial): Promise<Wreckage> {
  const { channel } = trial;
  const { userId: survivor } = await queueOne(trial);
  await attempt(trial, survivor);
  const points = CuttableLine.pointsOf(stage.line.calls);
  const operations = points.map(({ operation }) => operation);
  expect(operations).toEqual(expect.arrayContaining([...alwaysCalled, channels[channel].provider]));
  expect(operations.includes("S3.GetObject")).toBe(trial.file !== undefined);

  const casualties: Casualty[] = [];
  const messages: SQSRecord[] = [];
  for (const point of points) {
    const one = await queueOne(trial);
    messages.push(...(await attempt(trial, one.userId, point)));
    expect(stage.line.isDead, describePoint(point)).toBe(true);
    casualties.push({ ...one, point, atCrash: await see(one) });
  }
  return { survivor, casualties, messages };
}

/** Makes an attempt at a user's delivery; returns all messages that were received for it. */
async function attempt(
  { channel, behavior }: Trial,
  userId: string,
  point?: CrashPoint,
): Promise<SQSRecord[]> {
  const messages = await stage.receive(channel);
  const own = messages.filter(({ body }) => userOf(body) === userId);
  expect(own).toHaveLength(1);
  await stage.simulator.whileBehaving([channels[channel].provider], behavior, () =>
    stage.deliver(channel, own, point),
  );
  return messages;
}

async function queueOne({ channel, file: given }: Trial) {
  users += 1;
  const body = {
    userId: `u-${users}`,
    message: `Your order ${users} is ready`,
    phoneNumber: `+4860020${1000 + users}`,
    email: `u-${users}@example.com`,
    channels: [channel],
    ...(given && { attachments: [given] }),
  };
  expect(await stage.submit(body, body.userId)).toBe(202);
  const address = body[channels[channel].address];
  return { userId: body.userId, address };
}

async function see({ userId, address }: { userId: string; address: string }): Promise<Sight> {
  const { notifications, deliveries } = await stage.recordsOf(userId);
  expect(notifications).toHaveLength(1);
  const { status, failureReason, possibleDuplicate } = deliveries[0] ?? {};
  const taken = await stage.simulator.receivedBy(address);
  return {
    status: failureReason === undefined ? status : `${status} ${failureReason}`,
    possibleDuplicate,
    taken: taken.length,
    files: taken.map(({ attachments }) => attachments?.map(({ sha256 }) => sha256).join() ?? ""),
  };
}
