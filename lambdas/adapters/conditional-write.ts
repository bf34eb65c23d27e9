import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
} from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { awsCall } from "./aws-call.ts";
import type { Item } from "./dynamodb-items.ts";

/** What a conditional write came to. */
export type ConditionalWrite<Output> =
  | { readonly isWritten: true; readonly output: Output }
  /** `found` is there only when the command asks for `ReturnValuesOnConditionCheckFailure`. */
  | { readonly isWritten: false; readonly found: Item | undefined };

/**
 * Makes a write that has a condition. The SDK repeats a write whose response was lost, so a write
 * that finds its condition unmet may have succeeded before.
 *
 * @throws DependencyUnavailable when the call fails in any other way.
 */
export function writeConditionally<Output>(
  send: () => Promise<Output>,
): Promise<ConditionalWrite<Output>> {
  return awsCall("DynamoDB", async () => {
    try {
      return { isWritten: true, output: await send() };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) {
        throw error;
      }
      return { isWritten: false, found: error.Item && unmarshall(error.Item) };
    }
  });
}

/**
 * Makes a transaction whose parts have conditions. One that another write was in the way of fails.
 *
 * @returns what the first part found, if it asks for `ReturnValuesOnConditionCheckFailure`.
 * @throws DependencyUnavailable when the call fails for anything but its conditions.
 */
export function transactConditionally<Output>(
  send: () => Promise<Output>,
): Promise<ConditionalWrite<Output>> {
  return awsCall("DynamoDB", async () => {
    try {
      return { isWritten: true, output: await send() };
    } catch (error) {
      if (!(error instanceof TransactionCanceledException) || !isConditionUnmet(error)) {
        throw error;
      }
      const [first] = error.CancellationReasons ?? [];
      return { isWritten: false, found: first?.Item && unmarshall(first.Item) };
    }
  });
}

/** Whether a transaction was refused for its conditions, and not because something else was in its way. */
function isConditionUnmet({ CancellationReasons = [] }: TransactionCanceledException): boolean {
  const codes = CancellationReasons.map(({ Code = "None" }) => Code);
  const others = codes.filter((code) => code !== "None");
  return others.length > 0 && others.every((code) => code === "ConditionalCheckFailed");
}

/**
 * Whether a write took place, also where the SDK repeated it because its response was lost, and the
 * repeat found what it wrote itself.
 *
 * @param writeToken what the write puts into the item's `writeToken`, and no other write does; it asks
 * for `ReturnValuesOnConditionCheckFailure`.
 */
export function isWrittenBy(write: ConditionalWrite<unknown>, writeToken: string): boolean {
  return write.isWritten || write.found?.["writeToken"] === writeToken;
}
