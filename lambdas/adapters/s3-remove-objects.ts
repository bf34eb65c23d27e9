import type { S3Client } from "@aws-sdk/client-s3";
import { awsCall } from "./aws-call.ts";

/** Objects that one call lists, and removes. */
const batchSize = 1_000;

/** Which objects are removed. */
export interface RemovedObjects {
  /** What their keys begin with; `""` for all. */
  readonly Prefix: string;
  /** Of those, which; all if left out. Where one is not meant, none after it is, in the order of their keys. */
  readonly isMeant?: (key: string) => boolean;
  /** When it stops, if it is not done. */
  readonly until: Date;
}

/**
 * Removes objects of a bucket until none is left: one call where there is none, two more for each thousand.
 *
 * @returns whether none is left.
 * @throws DependencyUnavailable when something cannot be removed now.
 */
export async function removeObjects(
  client: S3Client,
  Bucket: string,
  { Prefix, isMeant = () => true, until }: RemovedObjects,
): Promise<boolean> {
  const { DeleteObjectsCommand, ListObjectsV2Command } = await import("@aws-sdk/client-s3");
  for (;;) {
    const list = new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: batchSize });
    const { Contents = [] } = await awsCall("S3", () => client.send(list));
    const Objects = Contents.flatMap(({ Key = "" }) => (isMeant(Key) ? [{ Key }] : []));
    if (Objects.length === 0) {
      return true;
    }
    if (new Date() >= until) {
      return false;
    }
    const remove = new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } });
    await awsCall("S3", async () => {
      const { Errors = [] } = await client.send(remove);
      if (Errors.length > 0) {
        throw new Error(`${Errors.length} objects were not removed: ${Errors[0]?.Code}`);
      }
    });
  }
}
