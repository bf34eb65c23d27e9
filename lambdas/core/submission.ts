import * as z from "zod/mini";
import type { Addresses } from "./address.ts";
import { addressKinds } from "./address.ts";
import { channelNamePattern } from "./channel.ts";
import { userIdPattern } from "./delivery-reference.ts";

/** What is wrong with one field of a request: `field` is its path, `channels.1`. */
export interface FieldFault {
  readonly field: string;
  readonly detail: string;
}

/** Characters that `message` may have. Providers set lower limits of their own. */
export const messageLimit = 16_384;

const text = () => z.string({ error: needs("text") });
const matching = (pattern: RegExp, detail: string) => text().check(z.regex(pattern, detail));

/** The body of `POST /v1/notifications`. */
export const submissionSchema = z.strictObject(
  {
    userId: matching(userIdPattern, "must be 1 to 128 letters, digits or . _ ~ @ : | + = -"),
    message: text().check(
      z.regex(/\S/, "must not be empty"),
      z.maxLength(messageLimit, `must have at most ${messageLimit} characters`),
    ),
    /** One line: providers put it in a header. */
    subject: z.optional(
      matching(/^[^\p{Cc}]{1,200}$/u, "must be one line of 1 to 200 characters").check(
        z.regex(/\S/, "must not be empty"),
      ),
    ),
    email: z.optional(
      text().check(
        z.maxLength(254, "must have at most 254 characters"),
        z.regex(z.regexes.email, "must be an e-mail address"),
      ),
    ),
    phoneNumber: z.optional(
      matching(/^\+[1-9]\d{6,14}$/, "must be an E.164 number such as +48600100200"),
    ),
    pushToken: z.optional(
      matching(/^[\x21-\x7e]{1,4096}$/, "must be 1 to 4096 characters, no spaces"),
    ),
    messengerId: z.optional(matching(/^[A-Za-z0-9_.-]{1,128}$/, "must be a page-scoped id")),
    channels: z.optional(
      z
        .array(matching(channelNamePattern, "must be a channel's name"), {
          error: needs("a list of channel names"),
        })
        .check(
          z.minLength(1, "must name at least one channel, or be left out"),
          z.maxLength(50, "must name at most 50 channels"),
          z.refine(
            (names) => new Set(names).size === names.length,
            "must not name a channel twice",
          ),
        ),
    ),
    expectsResponse: z._default(z.boolean({ error: needs("true or false") }), false),
    expiresAt: z.optional(
      z.iso.datetime({
        offset: true,
        error: "must be a date and time with a zone such as 2026-12-01T12:00:00Z",
      }),
    ),
  },
  "must be a JSON object",
);

/** A request that has the right shape. */
export type Submission = z.infer<typeof submissionSchema>;

/** Checks the shape of a request's body; the answer holds each fault once, or the submission. */
export function parseSubmission(
  body: unknown,
): { submission: Submission } | { faults: readonly FieldFault[] } {
  const result = z.safeParse(submissionSchema, body);
  return result.success
    ? { submission: result.data }
    : { faults: result.error.issues.flatMap(faultsOf) };
}

/** The addresses that a submission carries. */
export function addressesOf(submission: Submission): Addresses {
  const given = addressKinds.filter((kind) => submission[kind] !== undefined);
  return Object.fromEntries(given.map((kind) => [kind, submission[kind]]));
}

function needs(what: string) {
  return (issue: { input?: unknown }) =>
    issue.input === undefined ? "is required" : `must be ${what}`;
}

function faultsOf(issue: z.core.$ZodIssue): FieldFault[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((field) => ({ field, detail: "is not a field of a notification" }));
  }
  return [{ field: issue.path.join(".") || "body", detail: issue.message }];
}
