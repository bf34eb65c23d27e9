import * as z from "zod/mini";
import { addressKinds } from "../core/address.ts";
import { submissionSchema } from "../core/submission.ts";
import type { JsonSchema } from "./metadata.ts";
import { readable } from "./metadata.ts";
import { responses } from "./responses.ts";
import * as tracked from "./tracked.ts";

/** The bodies of requests and responses by their names in the document. */
export const schemas = {
  Submission: submissionSchema,
  Notification: tracked.notification,
  Delivery: tracked.delivery,
  NotificationPage: tracked.notificationPage,
  UserExport: tracked.userExport,
  ...responses,
} as const satisfies Readonly<Record<string, z.ZodMiniObject>>;

/** The name of a schema in the document. */
export type SchemaName = keyof typeof schemas;

/** An address of the user, or a channel that needs none and is then named. */
const reachable = [...addressKinds, "channels"].map((field) => ({ required: [field] }));

/** The document's schemas by their names, made from those that the code goes by. */
export function componentSchemas(): Record<SchemaName, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) {
    registry.add(schema, { id });
  }
  const { schemas: made } = z.toJSONSchema(registry, {
    io: "input",
    uri: (id) => `#/components/schemas/${id}`,
    override: readable,
  });
  const plain = Object.entries(made).map(([id, { $schema: _, $id: __, ...schema }]) => [
    id,
    id === "Submission" ? { ...withNulls(schema), anyOf: reachable } : schema,
  ]);
  return withoutClasses(Object.fromEntries(plain));
}

/** In a submission, an optional field that is `null` is left out. */
function withNulls({ properties = {}, required = [], ...schema }: JsonSchema): JsonSchema {
  const fields = Object.entries(properties as Record<string, JsonSchema>);
  const nullable = fields.map(([field, { type, ...property }]) => [
    field,
    { type: required.includes(field) ? type : [type, "null"], ...property },
  ]);
  return { ...schema, properties: Object.fromEntries(nullable), required };
}

/** Not every reader of JSON Schema knows the class of control characters; their ranges all do. */
function withoutClasses<Schemas>(made: Schemas): Schemas {
  const text = JSON.stringify(made).replaceAll(
    "\\\\p{Cc}",
    "\\\\u0000-\\\\u001f\\\\u007f-\\\\u009f",
  );
  return JSON.parse(text);
}
