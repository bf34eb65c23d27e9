import * as z from "zod/mini";
import { column } from "./fields.ts";
import { notificationFields } from "./notification-fields.ts";

/** What is wrong with one field of a request: `field` is its path, `channels.1`. */
export interface FieldFault {
  readonly field: string;
  readonly detail: string;
}

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

/** Checks the shape of a request's body. Returns the submission, or every fault in the body. */
export function parseSubmission(
  body: unknown,
): { submission: Submission } | { faults: readonly FieldFault[] } {
  const result = z.safeParse(submissionSchema, body);
  return result.success
    ? { submission: result.data }
    : { faults: result.error.issues.flatMap(faultsOf) };
}

function faultsOf(issue: z.core.$ZodIssue): FieldFault[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((field) => ({ field, detail: "is not a field of a notification" }));
  }
  return [{ field: issue.path.join(".") || "body", detail: issue.message }];
}
