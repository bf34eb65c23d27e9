import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { beforeEach, expect, inject, test } from "vitest";
import { s3TemplateStore } from "../../../lambdas/adapters/s3-template-store.ts";
import type { TemplateStore } from "../../../lambdas/core/ports/templates.ts";
import { emulatorClientConfig } from "../../../local/aws.ts";
import "../../support/provided-context.ts";

let store: TemplateStore;

beforeEach(async () => {
  const client = new S3Client({
    ...emulatorClientConfig(inject("awsEndpoint")),
    forcePathStyle: true,
  });
  const Bucket = `templates-${crypto.randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket }));
  store = s3TemplateStore(client, Bucket);
});

test("what is not there is not there", async () => {
  expect(await store.readPointer()).toBeUndefined();
  expect(await store.readSet("a")).toBeUndefined();
});

test("a pointer is written over the version that it was made from, and over no other", async () => {
  expect(await store.writePointer("1", undefined)).toBe(true);
  expect(await store.writePointer("2", undefined)).toBe(false);
  const first = await store.readPointer();
  expect(first?.text).toBe("1");
  expect(await store.writePointer("3", first)).toBe(true);
  expect(await store.writePointer("4", first)).toBe(false);
  expect((await store.readPointer())?.text).toBe("3");
});

test("a write whose response was lost finds what it wrote itself", async () => {
  await store.writePointer("1", undefined);
  expect(await store.writePointer("1", undefined)).toBe(true);
});

test("a set is kept as it was first written", async () => {
  await store.writeSet("a", '{"ł":1}');
  await store.writeSet("a", "other");
  expect(await store.readSet("a")).toBe('{"ł":1}');
});
