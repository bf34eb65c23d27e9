import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import type { BatchGetItemInput } from "@aws-sdk/client-dynamodb";
import type { QueryTraffic } from "./read-units.ts";
import { readUnitsOf, readUnitsOfBatch } from "./read-units.ts";

/** A call that went through a recorder. */
export interface RecordedCall {
  /** `DynamoDB.PutItem` */
  readonly operation: string;
  /** The request's JSON. */
  readonly input: unknown;
  /**
   * DynamoDB write and read units, a query's computed from its items and those of a BatchGetItem from
   * its keys; 0 for other services.
   */
  readonly writeUnits: number;
  readonly readUnits: number;
}

/** The line that carries calls and their responses; it can be dead. */
export interface Line {
  /** Whether this call gets through. */
  sends(operation: string): boolean;
  /** Whether a response gets back now. */
  responses(): boolean;
}

const wholeLine: Line = { sends: () => true, responses: () => true };

/** A proxy for the AWS endpoint that passes calls on and records them. */
export interface AwsRecorder {
  readonly url: string;
  readonly calls: RecordedCall[];
  close(): Promise<void>;
}

/**
 * Starts a recorder on a free loopback port. It asks DynamoDB for the consumed capacity, since the
 * code under test does not.
 *
 * @param target the endpoint of the emulator, or of another HTTP service, whose calls are passed on
 * unchanged and named by the first part of their path.
 * @param line where it is dead, connections are reset.
 */
export async function startAwsRecorder(target: string, line = wholeLine): Promise<AwsRecorder> {
  const calls: RecordedCall[] = [];
  const server = createServer((incoming, outgoing) => {
    void passOn({ target, line, calls }, incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, calls, close: () => close(server) };
}

async function passOn(
  { target, line, calls }: { target: string; line: Line; calls: RecordedCall[] },
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const operation = operationOf(incoming);
  const received = await readAll(incoming);
  if (!line.sends(operation)) {
    incoming.socket.resetAndDestroy();
    return;
  }
  const input: unknown = isAws(incoming) ? JSON.parse(received.toString()) : undefined;
  const body = isAws(incoming) ? askForCapacity(operation, input) : received;
  const { host: _, "content-length": __, ...headers } = incoming.headers;
  const call = request(
    `${target}${incoming.url}`,
    { method: incoming.method, headers: { ...headers, "content-length": body.length } },
    async (response) => {
      const content = await readAll(response);
      calls.push({ operation, input, ...unitsOf(operation, input, content) });
      if (line.responses()) {
        outgoing.writeHead(response.statusCode ?? 502, response.headers).end(content);
      } else {
        incoming.socket.resetAndDestroy();
      }
    },
  );
  call.on("error", () => outgoing.destroy());
  call.end(body);
}

function isAws({ headers }: IncomingMessage): boolean {
  return headers["x-amz-target"] !== undefined;
}

/** `AmazonSQS.SendMessage` becomes `SQS.SendMessage`, and `/twilio/2010-04-01` becomes `twilio`. */
function operationOf({ headers, url = "" }: IncomingMessage): string {
  const target = headers["x-amz-target"];
  if (target === undefined) {
    return url.split("/")[1] ?? "";
  }
  const [service = "", operation = ""] = String(target).split(".");
  return `${service.replace(/^Amazon|_\d+$/g, "")}.${operation}`;
}

function askForCapacity(operation: string, input: unknown): Buffer {
  const isDynamoDb = operation.startsWith("DynamoDB.");
  const asked = { ...(input as object), ...(isDynamoDb && { ReturnConsumedCapacity: "TOTAL" }) };
  return Buffer.from(JSON.stringify(asked));
}

function unitsOf(
  operation: string,
  input: unknown,
  content: Buffer,
): { writeUnits: number; readUnits: number } {
  const none = { writeUnits: 0, readUnits: 0 };
  if (!operation.startsWith("DynamoDB.")) {
    return none;
  }
  const response = JSON.parse(content.toString()) as {
    ConsumedCapacity?: { CapacityUnits?: number };
    Items?: QueryTraffic["items"];
  };
  if (operation === "DynamoDB.BatchGetItem") {
    return { ...none, readUnits: readUnitsOfBatch(input as BatchGetItemInput) };
  }
  if (operation === "DynamoDB.Query") {
    const isConsistent = (input as { ConsistentRead?: boolean }).ConsistentRead === true;
    return { ...none, readUnits: readUnitsOf({ isConsistent, items: response.Items ?? [] }) };
  }
  const units = response.ConsumedCapacity?.CapacityUnits ?? 0;
  const reads = operation.includes("Get");
  return reads ? { ...none, readUnits: units } : { ...none, writeUnits: units };
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
