import { S3Client } from "@aws-sdk/client-s3";
import { ulid } from "ulid";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { s3AttachmentStore } from "../../../lambdas/adapters/s3-attachment-store.ts";
import type { AttachmentStore } from "../../../lambdas/core/ports/content.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { attachmentFiles } from "../../../lambdas/runtime/attachment-files.ts";
import { userMarks } from "../../../lambdas/runtime/user-marks.ts";
import { emulatorClientConfig } from "../../../local/aws.ts";
import type { FakeAws } from "../../support/fake-aws.ts";
import { AwsFailure, startFakeAws } from "../../support/fake-aws.ts";
import type { FakeBucket } from "../../support/fake-bucket.ts";
import { fakeBucket } from "../../support/fake-bucket.ts";
import { testSecret } from "../../support/stage-secret.ts";

const erasedAt = new Date("2026-11-23T15:20:00.000Z");
const until = new Date(Date.now() + 600_000);
const markOf = userMarks(testSecret);
const userId = "u-42";
const notification = { userId, id: ulid(erasedAt.getTime()) };
const prefix = `attachments/${markOf(userId)}/${notification.id}/`;

const fileOf = (filename: string, text: string) => ({
  filename,
  contentType: "text/plain",
  content: Buffer.from(text).toString("base64"),
});
const files = attachmentFiles.read([
  fileOf("a.txt", "one"),
  fileOf("b.txt", "two"),
  fileOf("copy of a.txt", "one"),
]);
const [one = expect.fail(), two = expect.fail()] = files;
const records = files.map(({ content: _, ...record }) => record);

let aws: FakeAws;
let bucket: FakeBucket;
let client: S3Client;
let store: AttachmentStore;

beforeAll(async () => {
  aws = await startFakeAws();
  // One try, so that a failure is not waited for.
  client = new S3Client({ ...emulatorClientConfig(aws.url), forcePathStyle: true, maxAttempts: 1 });
  store = s3AttachmentStore({ bucket: "content", client: async () => client }, markOf);
});

afterAll(async () => {
  client.destroy();
  await aws.close();
});

beforeEach(() => {
  aws.reset();
  bucket = fakeBucket(aws);
});

const keys = () => [...bucket.objects.keys()].toSorted();

async function codeOf(failing: Promise<unknown>): Promise<string> {
  const error = await failing.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DependencyUnavailable);
  const { service, cause } = error as DependencyUnavailable;
  return `${service} ${(cause as Error).name}`;
}

describe("files are kept", () => {
  test("by their user's mark, their notification and their hash, which say nothing of them", async () => {
    await store.put(notification, [two]);
    expect(keys()).toEqual([`${prefix}${two.sha256}`]);
    expect(markOf(userId)).toMatch(/^[\w-]{43}$/);
    const [{ Bucket, Key }] = aws.inputsOf("S3.PutObject");
    expect(Bucket).toBe("content");
    expect(Key).not.toContain(userId);
  });

  test("once where two of a notification are equal, and read back each by its name", async () => {
    await store.put(notification, files);
    expect(keys()).toEqual([one, two].map(({ sha256 }) => `${prefix}${sha256}`).toSorted());
    expect(aws.inputsOf("S3.PutObject")).toHaveLength(2);

    const loaded = await store.load(notification, records);
    expect(loaded.map(({ filename }) => filename)).toEqual(["a.txt", "b.txt", "copy of a.txt"]);
    expect(loaded.map(({ content }) => Buffer.from(content).toString())).toEqual([
      "one",
      "two",
      "one",
    ]);
  });

  test("by themselves for each notification, and so found by no other", async () => {
    await store.put(notification, [one]);
    const other = { userId, id: ulid(erasedAt.getTime() + 1) };
    expect(await codeOf(store.load(other, records))).toBe("S3 NoSuchKey");
    expect(await codeOf(store.load({ ...notification, userId: "u-43" }, records))).toBe(
      "S3 NoSuchKey",
    );
  });
});

describe.each(["SlowDown", "AccessDenied"])("where S3 fails (%s), it is unavailable to", (code) => {
  test.each<[string, string, () => Promise<unknown>]>([
    ["keep", "S3.PutObject", () => store.put(notification, files)],
    ["read", "S3.GetObject", () => store.load(notification, records)],
    ["remove", "S3.ListObjectsV2", () => store.remove(notification, until)],
    ["erase", "S3.ListObjectsV2", () => erase()],
    ["erase what it lists", "S3.DeleteObjects", () => erase()],
  ])("%s (%s)", async (_, operation, call) => {
    bucket.put(`${prefix}${one.sha256}`, "one");
    aws.fail(operation, new AwsFailure(code));
    expect(await codeOf(call())).toBe(`S3 ${code}`);
    expect(aws.inputsOf(operation)).not.toEqual([]);
  });
});

const erase = (stop = until) => store.removeAll(userId, { registeredUntil: erasedAt, until: stop });

describe("an erasure", () => {
  test("of a user without files is one list call", async () => {
    bucket.put(`attachments/${markOf("u-43")}/${notification.id}/${one.sha256}`, "one");
    expect(await erase()).toBe(true);
    expect(aws.calls.map(({ operation }) => operation)).toEqual(["S3.ListObjectsV2"]);
    expect(keys()).toHaveLength(1);
  });

  test("removes what was registered until then, and leaves later files and other users'", async () => {
    const at = (ms: number) => ({ userId, id: ulid(erasedAt.getTime() + ms) });
    const left = [{ userId: "u-43", id: at(-1).id }, at(1), at(60_000)];
    for (const each of [at(-86_400_000), at(-1), at(0), ...left]) {
      await store.put(each, files);
    }
    expect(await erase()).toBe(true);
    const expected = left.flatMap((each) =>
      [one, two].map(({ sha256 }) => `attachments/${markOf(each.userId)}/${each.id}/${sha256}`),
    );
    expect(keys()).toEqual(expected.toSorted());
  });

  test("goes on by pages of 1,000 until none is left", async () => {
    for (let made = 0; made < 2_001; made += 1) {
      bucket.put(`${prefix}${made}`, "");
    }
    expect(await erase()).toBe(true);
    expect(keys()).toEqual([]);
    const removed = aws.inputsOf("S3.DeleteObjects").map(({ Delete }) => Delete.Objects.length);
    expect(removed).toEqual([1_000, 1_000, 1]);
    expect(aws.inputsOf("S3.ListObjectsV2")).toHaveLength(4);
  });

  test("is not done where S3 says of some objects that it did not remove them", async () => {
    await store.put(notification, files);
    const Errors = [{ Key: `${prefix}${one.sha256}`, Code: "InternalError" }];
    aws.respond("S3.DeleteObjects", () => ({ Errors }));
    expect(await codeOf(erase())).toBe("S3 Error");
  });

  test("is not done where its time is up, and has removed nothing then", async () => {
    await store.put(notification, files);
    expect(await erase(new Date())).toBe(false);
    expect(aws.inputsOf("S3.DeleteObjects")).toEqual([]);
    expect(keys()).toHaveLength(2);
  });
});

test("a notification's files are removed alone", async () => {
  const other = { userId, id: ulid(erasedAt.getTime() - 1) };
  await store.put(notification, files);
  await store.put(other, [one]);
  await store.remove(notification, until);
  expect(keys()).toEqual([`attachments/${markOf(userId)}/${other.id}/${one.sha256}`]);
});
