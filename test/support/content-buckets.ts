import {
  CreateBucketCommand,
  DeleteBucketCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";
import { removeObjects } from "../../lambdas/adapters/s3-remove-objects.ts";
import { emulatorClientConfig } from "../../local/aws.ts";

/** A content bucket for one test. */
export interface TestBucket {
  readonly name: string;
  readonly client: S3Client;
  /** The keys of its objects. */
  keys(): Promise<string[]>;
  drop(): Promise<void>;
}

/** Creates an empty bucket on the emulator. */
export async function createContentBucket(endpoint: string): Promise<TestBucket> {
  const client = new S3Client({ ...emulatorClientConfig(endpoint), forcePathStyle: true });
  const name = `content-${crypto.randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: name }));
  return {
    name,
    client,
    keys: async () => {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: name }));
      return Contents.map(({ Key = "" }) => Key);
    },
    drop: async () => {
      await removeObjects(client, name, { Prefix: "", until: new Date(Date.now() + 60_000) });
      await client.send(new DeleteBucketCommand({ Bucket: name }));
      client.destroy();
    },
  };
}
