import * as z from "zod/mini";
import { json } from "./json-text.ts";

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

/** A schema for the body of a queue message: JSON of a version that this release reads. */
export function messageBody<Schema extends z.ZodMiniType>(schema: Schema) {
  return json(z.pipe(z.unknown().check(z.refine(isKnown, "is of a newer version")), schema));
}

const anyBody = json(z.unknown());

/** Whether a newer release wrote the message: this one cannot read it, and a function soon will. */
export function isOfNewerVersion(body: string): boolean {
  const { success, data } = anyBody.safeParse(body);
  return success && !isKnown(data);
}
