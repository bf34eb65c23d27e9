import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { s3OperationOf } from "../../local/aws-proxy/s3-operation.ts";

/** A status, and what the response's body is made of. */
export type Settled = readonly [status: number, body: object];

/**
 * A call of S3, whose bucket and key are its path.
 * `undefined` for a call of another service.
 */
export async function s3CallOf(incoming: IncomingMessage) {
  const operation = s3OperationOf(incoming);
  if (operation === undefined) {
    return undefined;
  }
  const { pathname, searchParams } = new URL(incoming.url ?? "", "http://s3");
  const [, Bucket = "", ...key] = decodeURIComponent(pathname).split("/");
  const body = await buffer(incoming);
  const Objects = [...body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, Key]) => ({ Key }));
  const input = {
    Bucket,
    Key: key.join("/"),
    Prefix: searchParams.get("prefix") ?? undefined,
    MaxKeys: Number(searchParams.get("max-keys") ?? 1_000),
    Body: body,
    IfMatch: incoming.headers["if-match"],
    IfNoneMatch: incoming.headers["if-none-match"],
    ...(operation === "S3.DeleteObjects" && { Delete: { Objects } }),
  };
  return { operation, input };
}

/** Sends what an operation responds with in S3's form: XML, or an object's bytes. */
export function sendS3(outgoing: ServerResponse, operation: string, [status, body]: Settled): void {
  const { __type: code, Body = "", ETag = '"etag"' } = body as Record<string, string>;
  if (code !== undefined) {
    outgoing.writeHead(code === "NoSuchKey" ? 404 : code === "PreconditionFailed" ? 412 : status);
    outgoing.end(`<Error><Code>${code}</Code><Message>no</Message></Error>`);
    return;
  }
  outgoing.writeHead(200, { etag: ETag });
  outgoing.end(operation === "S3.GetObject" ? Body : xmlOf(body));
}

function xmlOf(body: object): string {
  const { Contents = [], Errors = [] } = body as Record<string, { Key: string; Code?: string }[]>;
  const listed = Contents.map(({ Key }) => `<Contents><Key>${Key}</Key></Contents>`);
  const failed = Errors.map(
    ({ Key, Code }) => `<Error><Key>${Key}</Key><Code>${Code}</Code></Error>`,
  );
  return `<Result>${listed.join("")}${failed.join("")}</Result>`;
}
