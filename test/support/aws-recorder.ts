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
  const body = askForCapacity(operation, await readAll(incoming));
  const { host: _, "content-length": __, ...headers } = incoming.headers;
  const call = request(
    `${target}${incoming.url}`,
    { method: incoming.method, headers: { ...headers, "content-length": body.length } },
    async (answer) => {
      const content = await readAll(answer);
      calls.push({ operation, ...unitsOf(operation, content) });
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

function askForCapacity(operation: string, body: Buffer): Buffer {
  if (!operation.startsWith("DynamoDB.")) return body;
  const asking = { ...JSON.parse(body.toString()), ReturnConsumedCapacity: "INDEXES" };
  return Buffer.from(JSON.stringify(asking));
}

interface Units {
  CapacityUnits?: number;
  ReadCapacityUnits?: number;
  WriteCapacityUnits?: number;
}

function unitsOf(operation: string, content: Buffer): { writeUnits: number; readUnits: number } {
  const none = { writeUnits: 0, readUnits: 0 };
  if (!operation.startsWith("DynamoDB.")) return none;
  const { ConsumedCapacity } = JSON.parse(content.toString()) as {
    ConsumedCapacity?: Units | Units[];
  };
  const units = [ConsumedCapacity ?? []].flat();
  const total = units.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
  const writes = /Put|Update|Delete|Write/.test(operation);
  return writes ? { ...none, writeUnits: total } : { ...none, readUnits: total };
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
