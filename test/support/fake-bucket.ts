import type { FakeAws } from "./fake-aws.ts";
import { AwsFailure } from "./fake-aws.ts";

/** A bucket of a `FakeAws`, which keeps to the conditions of writes and to the lengths of lists. */
export interface FakeBucket {
  /** Objects by their keys. */
  readonly objects: Map<string, { readonly text: string; readonly version: number }>;
  /** Called before each write, so that a test can write in between. */
  beforeWrite: (key: string) => void;
  put(key: string, text: string): void;
}

/** Has AWS know one bucket, whatever its name is; it is empty. */
export function fakeBucket(aws: FakeAws): FakeBucket {
  const objects: FakeBucket["objects"] = new Map();
  const bucket: FakeBucket = {
    objects,
    beforeWrite: () => {},
    put: (key, text) => {
      objects.set(key, { text, version: (objects.get(key)?.version ?? 0) + 1 });
    },
  };
  aws.respond("S3.GetObject", ({ Key }) => {
    const object = objects.get(Key);
    if (object === undefined) {
      throw new AwsFailure("NoSuchKey");
    }
    return { Body: object.text, ETag: etag(object.version) };
  });
  aws.respond("S3.PutObject", ({ Key, Body, IfMatch, IfNoneMatch }) => {
    bucket.beforeWrite(Key);
    const version = objects.get(Key)?.version;
    const isMet =
      (IfNoneMatch === undefined || version === undefined) &&
      (IfMatch === undefined || (version !== undefined && IfMatch === etag(version)));
    if (!isMet) {
      throw new AwsFailure("PreconditionFailed");
    }
    bucket.put(Key, String(Body));
    return { ETag: etag(objects.get(Key)?.version ?? 0) };
  });
  aws.respond("S3.ListObjectsV2", ({ Prefix = "", MaxKeys }) => {
    const keys = [...objects.keys()].filter((key) => key.startsWith(Prefix)).toSorted();
    return { Contents: keys.slice(0, MaxKeys).map((Key) => ({ Key })) };
  });
  aws.respond("S3.DeleteObjects", ({ Delete: { Objects } }) => {
    for (const { Key } of Objects) {
      objects.delete(Key);
    }
    return {};
  });
  return bucket;
}

function etag(version: number): string {
  return `"${version}"`;
}
