import type { Item } from "./dynamodb-items.ts";
import { messageIndexKey, messageIndexSeconds } from "./dynamodb-message-index.ts";

/** The key of a record of the Notifications table. */
export interface RecordKey {
  readonly userId: string;
  readonly recordId: string;
}

/** Records that do not stand under their user, but are found by what one of the user's records holds. */
interface RecordsElsewhere {
  /** The fields of the user's record that they are found by. */
  readonly fields: readonly string[];
  keysOf(record: Item, now: Date): readonly RecordKey[];
}

/** What a provider's message id was kept for is over when its own record has ended. */
const messageIds: RecordsElsewhere = {
  fields: ["provider", "providerMessageId", "updatedAt"],
  keysOf: ({ provider, providerMessageId, updatedAt }, now) => {
    const endsAt = Date.parse(updatedAt) + messageIndexSeconds * 1_000;
    return providerMessageId === undefined || endsAt < now.getTime()
      ? []
      : [messageIndexKey(provider, providerMessageId)];
  },
};

/** All of them: an erasure removes them, and an export shows them. */
const recordsElsewhere: readonly RecordsElsewhere[] = [messageIds];

/** The fields by which `keysElsewhere` finds records. */
export const fieldsElsewhere = recordsElsewhere.flatMap(({ fields }) => fields);

/** The keys of what may be kept elsewhere because of one of a user's records. */
export function keysElsewhere(record: Item, now: Date): readonly RecordKey[] {
  return recordsElsewhere.flatMap(({ keysOf }) => keysOf(record, now));
}
