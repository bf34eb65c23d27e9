import * as z from "zod/mini";
import { submissionSchema } from "../core/submission.ts";
import type { Description, SchemaName } from "./descriptions.ts";
import { descriptions } from "./descriptions.ts";
import * as responses from "./responses.ts";

/** A JSON Schema, as the document holds it. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

const schemas: Readonly<Record<SchemaName, z.ZodMiniObject>> = {
  Submission: submissionSchema,
  Accepted: responses.accepted,
  Notification: responses.notification,
  Delivery: responses.delivery,
  NotificationPage: responses.notificationPage,
  Retried: responses.retried,
  Canceled: responses.canceled,
  Erased: responses.erased,
  Suppressions: responses.suppressions,
  Lifted: responses.lifted,
  ServiceStatus: responses.serviceStatus,
  Problem: responses.problem,
};

/** An address of the user, or a channel that needs none and is then named. */
const reachable = ["email", "phoneNumber", "pushToken", "messengerId", "channels"].map((field) => ({
  required: [field],
}));

/** The document's schemas by their names, made from those that the code goes by. */
export function componentSchemas(): Record<SchemaName, JsonSchema> {
  const registry = z.registry<{ id?: string; description?: string }>();
  for (const [id, schema] of Object.entries(schemas)) {
    const { about, fields = {} }: Description = descriptions[id as SchemaName];
    registry.add(schema, { id, description: about });
    for (const [field, description] of Object.entries(fields)) {
      const part = schema.shape[field];
      if (part === undefined) {
        throw new Error(`${id} has no field ${field}`);
      }
      registry.add(part as z.ZodMiniType, { description });
    }
  }
  const { schemas: made } = z.toJSONSchema(registry, {
    io: "input",
    metadata: registry,
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ jsonSchema }) => {
      // The format says it; the pattern that spells out every month's days is for no reader.
      if (jsonSchema.format === "date-time") {
        delete jsonSchema.pattern;
      }
    },
  });
  const plain = Object.entries(made).map(([id, { $schema: _, $id: __, ...schema }]) => [
    id,
    id === "Submission" ? { ...schema, anyOf: reachable } : schema,
  ]);
  return withoutClasses(Object.fromEntries(plain));
}

/** Not every reader of JSON Schema knows the class of control characters; their ranges all do. */
function withoutClasses<Schemas>(made: Schemas): Schemas {
  const text = JSON.stringify(made).replaceAll(
    "\\\\p{Cc}",
    "\\\\u0000-\\\\u001f\\\\u007f-\\\\u009f",
  );
  return JSON.parse(text);
}

/** The JSON Schema of one value, such as a path's parameter. */
export function jsonSchemaOf(schema: z.ZodMiniType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return rest;
}
