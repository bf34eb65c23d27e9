import type { S3Client } from "@aws-sdk/client-s3";
import { awsCall } from "./aws-call.ts";

/** Objects that one call lists, and removes. */
const batchSize = 1_000;

/**
 * Removes all objects of a bucket whose keys begin so, until none is left.
 *
 * @param until when it stops, if it is not done.
 * @returns whether none is left.
 * @throws DependencyUnavailable when something cannot be removed now.
 */
export async function removeAllObjects(
  client: S3Client,
  Bucket: string,
  { Prefix, until }: { readonly Prefix: string; readonly until: Date },
): Promise<boolean> {
  const { DeleteObjectsCommand, ListObjectsV2Command } = await import("@aws-sdk/client-s3");
  for (;;) {
    const list = new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: batchSize });
    const { Contents = [] } = await awsCall("S3", () => client.send(list));
    if (Contents.length === 0) {
      return true;
    }
    if (new Date() >= until) {
      return false;
    }
    const Objects = Contents.map(({ Key }) => ({ Key }));
    const remove = new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } });
    await awsCall("S3", async () => {
      const { Errors = [] } = await client.send(remove);
      if (Errors.length > 0) {
        throw new Error(`${Errors.length} objects were not removed`, { cause: Errors[0]?.Code });
      }
    });
  }
}
