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
 * Takes away the fields that are `null`: many serializers write every field that an object has.
 * A field that there is not stays, and is a fault.
 */
function withoutNulls(body: unknown): unknown {
  if (!isObject(body)) {
    return body;
  }
  const fields = Object.entries(body).filter(
    ([field, value]) => value !== null || !Object.hasOwn(notificationFields, field),
  );
  return Object.fromEntries(fields);
}

function isObject(body: unknown): body is Readonly<Record<string, unknown>> {
  return typeof body === "object" && body !== null && !Array.isArray(body);
}
