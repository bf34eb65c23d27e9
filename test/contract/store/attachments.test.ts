import { randomBytes } from "node:crypto";
import { ulid } from "ulid";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { s3AttachmentStore } from "../../../lambdas/adapters/s3-attachment-store.ts";
import { attachmentBytesLimit } from "../../../lambdas/core/mail-fields.ts";
import type { AttachmentStore } from "../../../lambdas/core/ports/content.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { attachmentFiles } from "../../../lambdas/runtime/attachment-files.ts";
import { userMarks } from "../../../lambdas/runtime/user-marks.ts";
import type { TestBucket } from "../../support/content-buckets.ts";
import { createContentBucket } from "../../support/content-buckets.ts";
import { InMemoryAttachments } from "../../support/in-memory/content.ts";
import { testSecret } from "../../support/stage-secret.ts";

const registeredUntil = new Date("2026-11-23T15:20:00.000Z");
const until = new Date(Date.now() + 600_000);
const [small = expect.fail(), large = expect.fail()] = attachmentFiles.read(
  [Buffer.from("%PDF-1.7"), randomBytes(attachmentBytesLimit)].map((content, index) => ({
    filename: `${index}.pdf`,
    contentType: "application/pdf",
    content: content.toString("base64"),
  })),
);

let bucket: TestBucket;

beforeAll(async () => {
  bucket = await createContentBucket(inject("awsEndpoint"));
});

afterAll(() => bucket.drop());

function s3Store(): AttachmentStore {
  const { name, client } = bucket;
  return s3AttachmentStore({ bucket: name, client: async () => client }, userMarks(testSecret));
}

describe.each([
  ["in memory", () => new InMemoryAttachments()],
  ["S3", s3Store],
])("attachments %s", (_, create: () => AttachmentStore) => {
  let store: AttachmentStore;
  let userId: string;

  beforeEach(() => {
    store = create();
    userId = `u-${crypto.randomUUID()}`;
  });

  const registeredAt = (ms: number) => ({ userId, id: ulid(registeredUntil.getTime() + ms) });
  const erase = () => store.removeAll(userId, { registeredUntil, until });

  test("come back as they were, 4 MB to the byte", async () => {
    const notification = registeredAt(0);
    await store.put(notification, [small, large]);
    const [first, second] = await store.load(notification, [small, large]);
    expect(first).toEqual({ ...small, content: expect.anything() });
    expect(Buffer.compare(first?.content ?? Buffer.of(), small.content)).toBe(0);
    expect(Buffer.compare(second?.content ?? Buffer.of(), large.content)).toBe(0);
  });

  test("are the same where a call is repeated", async () => {
    const notification = registeredAt(0);
    await store.put(notification, [small]);
    await store.put(notification, [small, small]);
    expect(await store.load(notification, [small])).toHaveLength(1);
  });

  test("are gone after an erasure, and a later notification's are not", async () => {
    const [before, at, after] = [registeredAt(-86_400_000), registeredAt(0), registeredAt(1)];
    for (const each of [before, at, after]) {
      await store.put(each, [small]);
    }
    expect(await erase()).toBe(true);
    for (const each of [before, at]) {
      await expect(store.load(each, [small])).rejects.toThrow(DependencyUnavailable);
    }
    expect(await store.load(after, [small])).toHaveLength(1);
    expect(await erase()).toBe(true);
  });

  test("are removed of one notification alone", async () => {
    const [one, other] = [registeredAt(0), registeredAt(0)];
    await store.put(one, [small]);
    await store.put(other, [small]);
    await store.remove(one, until);
    await expect(store.load(one, [small])).rejects.toThrow(DependencyUnavailable);
    expect(await store.load(other, [small])).toHaveLength(1);
  });
});

test("an erasure leaves nothing under what stands for its user", async () => {
  const store = s3Store();
  const owned = { userId: "u-42", id: ulid(1) };
  await store.put(owned, [small, large]);
  const keys = await bucket.keys();
  const ofUser = `attachments/${userMarks(testSecret)("u-42")}/`;
  expect(keys.filter((key) => key.startsWith(ofUser))).toHaveLength(2);
  expect(await store.removeAll("u-42", { registeredUntil, until })).toBe(true);
  expect((await bucket.keys()).filter((key) => key.startsWith(ofUser))).toEqual([]);
});
