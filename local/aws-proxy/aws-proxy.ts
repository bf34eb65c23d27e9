import { once } from "node:events";
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { s3OperationOf } from "./s3-operation.ts";

/** A call on its way to AWS. */
export interface AwsCall {
  /** `DynamoDB.PutItem`, `S3.PutObject`; of another HTTP service than AWS's JSON ones, the first part of its path. */
  readonly operation: string;
  /** The request's JSON; `undefined` for another service. */
  readonly input: unknown;
}

/** A whole response. */
export interface ProxiedResponse {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer | string;
}

/**
 * Decides what becomes of a call.
 *
 * @param passOn makes the call, with another JSON if it is given one.
 * @returns what the caller gets: a response, or a connection that is reset.
 */
export type HandleCall = (
  call: AwsCall,
  passOn: (input?: unknown) => Promise<ProxiedResponse>,
) => Promise<ProxiedResponse | "reset">;

/** A proxy between functions and the AWS that they call. */
export interface AwsProxy {
  /** Its address without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts a proxy on a free loopback port. Where the target does not respond, neither does the proxy:
 * it resets the connection.
 *
 * @param target the endpoint of the emulator, or of another HTTP service.
 */
export async function startAwsProxy(target: string, handle: HandleCall): Promise<AwsProxy> {
  const server = createServer(async (incoming, outgoing) => {
    const response = await respondTo(incoming, target, handle).catch(() => "reset" as const);
    if (response === "reset") {
      incoming.socket.resetAndDestroy();
      return;
    }
    outgoing.writeHead(response.status, response.headers).end(response.body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function respondTo(
  incoming: IncomingMessage,
  target: string,
  handle: HandleCall,
): Promise<ProxiedResponse | "reset"> {
  const received = await readAll(incoming);
  const input: unknown = isAws(incoming.headers) ? JSON.parse(received.toString()) : undefined;
  const passOn = (other?: unknown) =>
    send(target, incoming, other === undefined ? received : Buffer.from(JSON.stringify(other)));
  return handle({ operation: operationOf(incoming), input }, passOn);
}

function isAws(headers: IncomingHttpHeaders): boolean {
  return headers["x-amz-target"] !== undefined;
}

/** `AmazonSQS.SendMessage` becomes `SQS.SendMessage`, and `/twilio/2010-04-01` becomes `twilio`. */
function operationOf(incoming: IncomingMessage): string {
  const { headers, url = "" } = incoming;
  const target = headers["x-amz-target"];
  if (target === undefined) {
    return s3OperationOf(incoming) ?? url.split("/")[1] ?? "";
  }
  const [service = "", operation = ""] = String(target).split(".");
  return `${service.replace(/^Amazon|_\d+$/g, "")}.${operation}`;
}

async function send(
  target: string,
  { url, method, headers: received }: IncomingMessage,
  body: Buffer,
): Promise<ProxiedResponse> {
  const { host: _, "content-length": __, ...kept } = received;
  const headers = { ...kept, "content-length": body.length };
  const call = request(`${target}${url}`, { method, headers });
  call.end(body);
  const [response] = (await once(call, "response")) as [IncomingMessage];
  const { statusCode = 502, headers: responseHeaders } = response;
  return { status: statusCode, headers: responseHeaders, body: await readAll(response) };
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
