import type { AttributeValue, BatchGetItemInput } from "@aws-sdk/client-dynamodb";

/** What the read units of a query are computed from. */
export interface QueryTraffic {
  readonly isConsistent: boolean;
  /** The items that were read, as DynamoDB JSON. */
  readonly items: readonly Record<string, AttributeValue>[];
}

/**
 * The read units of a query by DynamoDB's rules: one for each 4 KB, or half of that if the read need
 * not be consistent. The emulator reports the same number for any size.
 *
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export function readUnitsOf({ isConsistent, items }: QueryTraffic): number {
  const bytes = items.reduce((sum, item) => sum + sizeOfFields(item), 0);
  const blocks = Math.max(1, Math.ceil(bytes / 4_096));
  return isConsistent ? blocks : blocks / 2;
}

/**
 * The read units of a BatchGetItem of items that have at most 4 KB each, or do not exist. The emulator
 * does not say what one consumes.
 */
export function readUnitsOfBatch({ RequestItems = {} }: BatchGetItemInput): number {
  return Object.values(RequestItems)
    .map(({ Keys = [], ConsistentRead }) => Keys.length * (ConsistentRead ? 1 : 0.5))
    .reduce((sum, units) => sum + units, 0);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
function sizeOf(value: AttributeValue): number {
  if (value.S !== undefined) {
    return Buffer.byteLength(value.S);
  }
  if (value.N !== undefined) {
    return Math.ceil(value.N.length / 2) + 1;
  }
  if (value.L) {
    return 3 + value.L.reduce((sum, each) => sum + 1 + sizeOf(each), 0);
  }
  if (value.M) {
    return 3 + Object.keys(value.M).length + sizeOfFields(value.M);
  }
  return 1;
}

function sizeOfFields(fields: Record<string, AttributeValue>): number {
  return Object.entries(fields).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOf(value),
    0,
  );
}
