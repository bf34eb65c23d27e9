import * as z from "zod/mini";
import type { FieldFault } from "./field-fault.ts";
import { fieldFaults } from "./field-fault.ts";
import { column } from "./fields.ts";
import { notificationFields } from "./notification-fields.ts";

/** The body of `POST /v1/notifications`. */
export const submissionSchema = z
  .strictObject(column(notificationFields, "submitted"), "must be a JSON object")
  .check(
    z.meta({
      description: "A notification to one user: at least one address, or channels that need none.",
      examples: [
        {
          userId: "u-42",
          message: "Your order is ready",
          subject: "Order 1007",
          email: "ann@example.com",
          phoneNumber: "+48600100200",
          channels: ["sms", "email"],
        },
      ],
    }),
  );

/** A request that has the right shape. */
export type Submission = z.infer<typeof submissionSchema>;

/** A submission, or what is wrong with the body that was to be one. */
export type ParsedSubmission =
  | { readonly submission: Submission }
  | { readonly faults: readonly FieldFault[] };

/** Fields of which one at least is needed: they say something. */
const saying = [
  "message",
  "html",
  "content",
  "template",
] as const satisfies readonly (keyof Submission)[];

/** Checks the shape of a request's body. An optional field that is `null` is left out. */
export function parseSubmission(body: unknown): ParsedSubmission {
  const given = withoutNulls(body, submissionSchema);
  const result = z.safeParse(submissionSchema, given);
  const unknown = "is not a field of a notification";
  const shapeFaults = result.success ? [] : fieldFaults(result.error, { whole: "body", unknown });
  const isSilent = isObject(given) && !saying.some((field) => Object.hasOwn(given, field));
  const faults = [
    ...(isSilent ? [{ field: "message", detail: "is required" }] : []),
    ...shapeFaults,
  ];
  return result.success && faults.length === 0 ? { submission: result.data } : { faults };
}

/**
 * Takes away the fields that are `null`, also within a field that has fields of its own: many serializers
 * write every field that an object has. A field that there is not stays, and is a fault.
 */
function withoutNulls(value: unknown, schema: unknown): unknown {
  const inner = withoutWrapping(schema);
  if (inner instanceof z.ZodMiniArray && Array.isArray(value)) {
    return value.map((each) => withoutNulls(each, inner._zod.def.element));
  }
  if (!isObject(value)) {
    return value;
  }
  const schemaOf = fieldsOf(inner);
  const fields = Object.entries(value)
    .filter(([field, each]) => each !== null || schemaOf(field) === undefined)
    .map(([field, each]) => [field, withoutNulls(each, schemaOf(field))]);
  return Object.fromEntries(fields);
}

function withoutWrapping(schema: unknown): unknown {
  return schema instanceof z.ZodMiniOptional ? schema._zod.def.innerType : schema;
}

/** What a field of an object, or of a record of objects, has to be; `undefined` for any other. */
function fieldsOf(schema: unknown): (field: string) => unknown {
  if (schema instanceof z.ZodMiniObject) {
    const { shape } = schema._zod.def;
    return (field) => (Object.hasOwn(shape, field) ? shape[field] : undefined);
  }
  const each = schema instanceof z.ZodMiniRecord ? schema._zod.def.valueType : undefined;
  return () => (each instanceof z.ZodMiniObject ? each : undefined);
}

function isObject(body: unknown): body is Readonly<Record<string, unknown>> {
  return typeof body === "object" && body !== null && !Array.isArray(body);
}
