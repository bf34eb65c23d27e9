import type { PutCommandInput, TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import { PutCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../core/ports/system.ts";
import type { ConditionalWrite } from "./conditional-write.ts";
import { transactConditionally, writeConditionally } from "./conditional-write.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";
import { notificationRecordId } from "./dynamodb-items.ts";

/**
 * How long after it was looked whether a record may be written an erasure counts on its being written, in
 * milliseconds: an erasure that removed something looks again after that.
 */
export const settledMs = 2_000;

/** How long after the look a write goes out alone, so that it has arrived before `settledMs`. */
const freshMs = 1_000;

type Transaction = NonNullable<TransactWriteCommandInput["TransactItems"]>;

/** A look at another record, in the same transaction as a write. */
export type Look = NonNullable<Transaction[number]["ConditionCheck"]>;

/** A record that is put where there is none yet. */
export interface FirstWrite {
  readonly put: PutCommandInput;
  /** When it was looked, or before. */
  readonly lookedAt: Date;
  /** The same look again. */
  readonly look: Look;
}

/** What a first write came to; `isGone`: what the record is of was erased. */
export type FirstWriteResult =
  | (ConditionalWrite<unknown> & { readonly isGone: false })
  | { readonly isWritten: false; readonly found: undefined; readonly isGone: true };

/**
 * Writes a record where there is none, unless what it is of was erased meanwhile. Nothing stands in the
 * place of an erased record, so a write that comes late has to look again; that costs four times as much,
 * so one that comes at once does not, unless what became of it is not known in time.
 *
 * @throws DependencyUnavailable when it may not have been written.
 */
export async function writeFirst(
  { client }: Pick<NotificationsTable, "client">,
  clock: Clock,
  { put, lookedAt, look }: FirstWrite,
): Promise<FirstWriteResult> {
  const ageMs = clock.now().getTime() - lookedAt.getTime();
  if (ageMs <= freshMs) {
    const alone = await putWithin(client, put, settledMs - ageMs);
    if (alone !== "unknown") {
      return { ...alone, isGone: false };
    }
  }
  const { TableName, Item, ...conditions } = put;
  const transaction = new TransactWriteCommand({
    TransactItems: [{ Put: { TableName, Item, ...conditions } }, { ConditionCheck: look }],
  });
  const write = await transactConditionally(() => client.send(transaction));
  return write.isWritten || write.found !== undefined
    ? { ...write, isGone: false }
    : { isWritten: false, found: undefined, isGone: true };
}

async function putWithin(
  client: NotificationsTable["client"],
  put: PutCommandInput,
  ms: number,
): Promise<ConditionalWrite<unknown> | "unknown"> {
  const abortSignal = AbortSignal.timeout(ms);
  try {
    return await writeConditionally(() => client.send(new PutCommand(put), { abortSignal }));
  } catch (error) {
    if (abortSignal.aborted) {
      return "unknown";
    }
    throw error;
  }
}

/** Looks that a notification is there. */
export function thatNotificationIsThere(
  TableName: string,
  { userId, id }: { readonly userId: string; readonly id: string },
): Look {
  return {
    TableName,
    Key: { userId, recordId: notificationRecordId(id) },
    ConditionExpression: "attribute_exists(recordId) AND attribute_not_exists(erasedAt)",
  };
}
