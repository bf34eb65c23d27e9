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

/** Checks the shape of a request's body. An optional field that is `null` is left out. */
export function parseSubmission(body: unknown): ParsedSubmission {
  const result = z.safeParse(submissionSchema, withoutNulls(body));
  if (result.success) {
    return { submission: result.data };
  }
  const unknown = "is not a field of a notification";
  return { faults: fieldFaults(result.error, { whole: "body", unknown }) };
}

/**
 * Takes away the fields that are `null`, also within a field that has fields of its own: many serializers
 * write every field that an object has. A field that there is not stays, and is a fault.
 */
function withoutNulls(body: unknown, shape: z.core.$ZodShape = submissionSchema.shape): unknown {
  if (!isObject(body)) {
    return body;
  }
  const fields = Object.entries(body)
    .filter(([field, value]) => value !== null || !Object.hasOwn(shape, field))
    .map(([field, value]) => [field, withoutNulls(value, shapeWithin(shape, field))]);
  return Object.fromEntries(fields);
}

/** The fields of a field; none for one that is no object. */
function shapeWithin(shape: z.core.$ZodShape, field: string): z.core.$ZodShape {
  const schema = Object.hasOwn(shape, field) ? shape[field] : undefined;
  const inner = schema instanceof z.ZodMiniOptional ? schema._zod.def.innerType : schema;
  return inner instanceof z.ZodMiniObject ? inner._zod.def.shape : {};
}

function isObject(body: unknown): body is Readonly<Record<string, unknown>> {
  return typeof body === "object" && body !== null && !Array.isArray(body);
}
