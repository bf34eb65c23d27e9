import type { IncomingMessage } from "node:http";

/** Operations of S3 by a request's method, and what its query says. */
const operations: readonly (readonly [method: string, query: string, operation: string])[] = [
  ["GET", "list-type", "S3.ListObjectsV2"],
  ["POST", "delete", "S3.DeleteObjects"],
  ["PUT", "", "S3.PutObject"],
  ["GET", "", "S3.GetObject"],
];

/**
 * The operation of a call of S3: `S3.PutObject`; `S3` for one that is not known here. Its requests name none, and
 * sign themselves as S3's. `undefined` for a call of another service.
 */
export function s3OperationOf({ headers, method, url = "" }: IncomingMessage): string | undefined {
  if (!String(headers.authorization).includes("/s3/aws4_request")) {
    return undefined;
  }
  const { searchParams } = new URL(url, "http://s3");
  const [, , operation = "S3"] =
    operations.find(
      ([sent, query]) => sent === method && (query === "" || searchParams.has(query)),
    ) ?? [];
  return operation;
}
