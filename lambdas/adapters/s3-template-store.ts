import type { S3Client } from "@aws-sdk/client-s3";
import { GetObjectCommand, PutObjectCommand, S3ServiceException } from "@aws-sdk/client-s3";
import type { TemplateStore } from "../core/ports/templates.ts";
import { awsCall } from "./aws-call.ts";

/** What the keys of all templates begin with. */
export const templatesPrefix = "templates/";

const pointerKey = `${templatesPrefix}current.json`;

const setKey = (hash: string) => `${templatesPrefix}sets/${hash}.json`;

/** What a conditional write fails with when its condition is not met, or another one is under way. */
const conditionFailures = ["PreconditionFailed", "ConditionalRequestConflict"];

interface StoredObject {
  readonly text: string;
  /** Its ETag. */
  readonly version: string;
}

/**
 * Keeps pushed templates in a bucket: sets that never change, and one pointer to the set in force, which
 * is written on condition that it is what it was.
 *
 * That an object is not there AWS says only to who may list the bucket.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function s3TemplateStore(client: S3Client, Bucket: string): TemplateStore {
  async function read(Key: string): Promise<StoredObject | undefined> {
    return awsCall("S3", async () => {
      try {
        const { Body, ETag = "" } = await client.send(new GetObjectCommand({ Bucket, Key }));
        return { text: (await Body?.transformToString()) ?? "", version: ETag };
      } catch (error) {
        if (error instanceof S3ServiceException && error.name === "NoSuchKey") {
          return undefined;
        }
        throw error;
      }
    });
  }

  async function write(Key: string, Body: string, over: string | undefined): Promise<boolean> {
    const condition = over === undefined ? { IfNoneMatch: "*" } : { IfMatch: over };
    const put = new PutObjectCommand({
      Bucket,
      Key,
      Body,
      ContentType: "application/json",
      ...condition,
    });
    return awsCall("S3", async () => {
      try {
        await client.send(put);
        return true;
      } catch (error) {
        if (error instanceof S3ServiceException && conditionFailures.includes(error.name)) {
          return false;
        }
        throw error;
      }
    });
  }

  return {
    readPointer: () => read(pointerKey),

    /** The client repeats a write whose response was lost, and then finds what it wrote itself. */
    writePointer: async (text, over) =>
      (await write(pointerKey, text, over?.version)) || (await read(pointerKey))?.text === text,

    readSet: async (hash) => (await read(setKey(hash)))?.text,

    async writeSet(hash, json) {
      await write(setKey(hash), json, undefined);
    },
  };
}
