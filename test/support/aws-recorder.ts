import type { BatchGetItemInput } from "@aws-sdk/client-dynamodb";
import { startAwsProxy } from "../../local/aws-proxy/aws-proxy.ts";
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
  const { url, close } = await startAwsProxy(target, async ({ operation, input }, passOn) => {
    if (!line.sends(operation)) {
      return "reset";
    }
    const response = await passOn(askForCapacity(operation, input));
    calls.push({ operation, input, ...unitsOf(operation, input, response.body) });
    return line.responses() ? response : "reset";
  });
  return { url, calls, close };
}

function askForCapacity(operation: string, input: unknown): unknown {
  const isDynamoDb = operation.startsWith("DynamoDB.");
  return isDynamoDb ? { ...(input as object), ReturnConsumedCapacity: "TOTAL" } : undefined;
}

function unitsOf(
  operation: string,
  input: unknown,
  content: Buffer | string,
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
