import * as z from "zod/mini";
import { json } from "./json-text.ts";
import type { SealedUsers } from "./sealed-user.ts";

/**
 * The version of the queue messages that this release writes and reads. A message says it from
 * version 2 on; one that says nothing is of version 1. Fields that a release does not know are
 * ignored, so only a change that older releases would get wrong needs a new version.
 */
const knownVersion = 1;

const versionSchema = z.object({ version: z.optional(z.number()) });

function isKnown(message: unknown): boolean {
  const { data } = versionSchema.safeParse(message);
  return data === undefined || (data.version ?? 1) <= knownVersion;
}

/**
 * Reads the body of a queue message: JSON of a version that this release reads, of this shape once its
 * user is known; `undefined` for any other.
 */
export function readMessageBody<Schema extends z.ZodMiniType>(
  schema: Schema,
  users: Pick<SealedUsers, "open">,
  body: string,
): z.output<Schema> | undefined {
  const { success, data } = anyBody.safeParse(body);
  return success && isKnown(data) ? z.safeParse(schema, users.open(data)).data : undefined;
}

const anyBody = json(z.unknown());

/** Whether a newer release wrote the message: this one cannot read it, and a function soon will. */
export function isOfNewerVersion(body: string): boolean {
  const { success, data } = anyBody.safeParse(body);
  return success && !isKnown(data);
}
