import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

/** One call that went through a recorder. */
export interface RecordedCall {
  /** `DynamoDB.PutItem` */
  readonly operation: string;
  /** The request's JSON. */
  readonly input: unknown;
  /** DynamoDB's write and read units, as the answer gives them; 0 for other services. */
  readonly writeUnits: number;
  readonly readUnits: number;
}

/** A stand-in for the AWS endpoint that passes calls on and counts them. */
export interface AwsRecorder {
  readonly url: string;
  readonly calls: RecordedCall[];
  close(): Promise<void>;
}

/**
 * Starts a recorder on a free loopback port. It asks DynamoDB for the consumed capacity, which the
 * code under test does not.
 *
 * @param target the emulator's endpoint.
 */
export async function startAwsRecorder(target: string): Promise<AwsRecorder> {
  const calls: RecordedCall[] = [];
  const server = createServer((incoming, outgoing) => {
    void passOn(target, incoming, outgoing, calls);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, calls, close: () => close(server) };
}

async function passOn(
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  calls: RecordedCall[],
): Promise<void> {
  const operation = operationOf(incoming);
  const input: unknown = JSON.parse((await readAll(incoming)).toString());
  const body = Buffer.from(JSON.stringify(askForCapacity(operation, input)));
  const { host: _, "content-length": __, ...headers } = incoming.headers;
  const call = request(
    `${target}${incoming.url}`,
    { method: incoming.method, headers: { ...headers, "content-length": body.length } },
    async (answer) => {
      const content = await readAll(answer);
      calls.push({ operation, input, ...unitsOf(operation, content) });
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(content);
    },
  );
  call.on("error", () => outgoing.destroy());
  call.end(body);
}

/** `AmazonSQS.SendMessage` becomes `SQS.SendMessage`. */
function operationOf({ headers }: IncomingMessage): string {
  const [service = "", operation = ""] = String(headers["x-amz-target"]).split(".");
  return `${service.replace(/^Amazon|_\d+$/g, "")}.${operation}`;
}

function askForCapacity(operation: string, input: unknown): unknown {
  if (!operation.startsWith("DynamoDB.")) return input;
  return { ...(input as object), ReturnConsumedCapacity: "TOTAL" };
}

/** The emulator says nothing of what a BatchGetItem consumes. */
function unitsOf(operation: string, content: Buffer): { writeUnits: number; readUnits: number } {
  const none = { writeUnits: 0, readUnits: 0 };
  if (!operation.startsWith("DynamoDB.")) return none;
  const answer = JSON.parse(content.toString()) as {
    ConsumedCapacity?: { CapacityUnits?: number };
  };
  const units = answer.ConsumedCapacity?.CapacityUnits ?? 0;
  const reads = /Get|Query/.test(operation);
  return reads ? { ...none, readUnits: units } : { ...none, writeUnits: units };
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
