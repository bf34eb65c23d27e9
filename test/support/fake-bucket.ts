import type { FakeAws } from "./fake-aws.ts";
import { S3Response } from "./fake-aws.ts";

/** A bucket of a `FakeAws`, which keeps to the conditions of writes. */
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
  const keyOf = (path: string) => path.split("/").slice(2).join("/");
  aws.respond("S3.GetObject", ({ path }) => {
    const object = objects.get(keyOf(path));
    return object === undefined
      ? failure(404, "NoSuchKey")
      : new S3Response(200, object.text, { etag: etag(object.version) });
  });
  aws.respond("S3.PutObject", ({ path, headers, body }) => {
    const key = keyOf(path);
    bucket.beforeWrite(key);
    const version = objects.get(key)?.version;
    const { "if-match": match, "if-none-match": noneMatch } = headers;
    const isMet =
      (noneMatch === undefined || version === undefined) &&
      (match === undefined || (version !== undefined && match === etag(version)));
    if (!isMet) {
      return failure(412, "PreconditionFailed");
    }
    bucket.put(key, body);
    return new S3Response(200, "", { etag: etag(objects.get(key)?.version ?? 0) });
  });
  return bucket;
}

function etag(version: number): string {
  return `"${version}"`;
}

function failure(status: number, code: string): S3Response {
  return new S3Response(status, `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);
}
