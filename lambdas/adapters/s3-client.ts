import type { S3Client } from "@aws-sdk/client-s3";
import { awsClientOptions } from "./aws-call.ts";

/** The stage's bucket, for what is too large for the table. */
export interface ContentBucket {
  readonly bucket: string;
  /** The client, loaded with the first call: most notifications need none. */
  readonly client: () => Promise<S3Client>;
}

/**
 * The stage's bucket.
 *
 * @param options.forcePathStyle whether the bucket's name is part of the path, as emulators have it.
 */
export function contentBucket(
  bucket: string,
  options: { readonly forcePathStyle: boolean },
): ContentBucket {
  let client: Promise<S3Client> | undefined;
  const load = async () => {
    const { S3Client } = await import("@aws-sdk/client-s3");
    return new S3Client({ ...awsClientOptions, ...options });
  };
  return {
    bucket,
    client: () => {
      client ??= load();
      return client;
    },
  };
}
