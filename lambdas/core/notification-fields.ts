import * as z from "zod/mini";
import { addressFields } from "./address.ts";
import { channelNamePattern } from "./channel.ts";
import { userIdDetail, userIdPattern } from "./delivery-reference.ts";
import { described, matching, needs, storedTime, text } from "./fields.ts";
import { pushContentSchema, storedPushContent } from "./push-content.ts";

/** Characters that `message` may have. Providers set lower limits of their own. */
export const messageLimit = 16_384;

/** Characters (code points) that `subject` may have. */
export const subjectLimit = 200;

/** One line, and not blank: one pattern, as generated clients take no two of them for one field. */
const subjectPattern = /^[^\S\p{Cc}]*[^\s\p{Cc}][^\p{Cc}]*$/u;

const subjectDetail = `must be one line of 1 to ${subjectLimit} characters, and not blank`;

/**
 * The fields that a caller gives a notification, each in one place: `submitted` is what the request
 * may hold, `stored` is how the notification's record holds it. The schemas of both are made from
 * this table, so a field added here is checked, stored, read back and shown.
 *
 * - `stored` accepts whatever was valid once: limits belong to `submitted` only. A new field has to
 *   be optional in it, because older records lack the field.
 * - The fields' order is part of a request's fingerprint, as is the default of `expectsResponse`. Keep
 *   them: otherwise a call that is repeated across a deployment, with its key, would be taken for another
 *   request. A new field's default is no part of it (`fingerprintText`).
 */
export const notificationFields = {
  userId: {
    submitted: matching(userIdPattern, userIdDetail).check(
      described("Whom it is for: the id that the caller's own systems know the user by.", "u-42"),
    ),
    stored: z.string(),
  },
  message: {
    submitted: text().check(
      z.regex(/\S/, "must not be empty"),
      z.maxLength(messageLimit, `must have at most ${messageLimit} characters`),
      described("Plain text. Providers set lower limits of their own.", "Your order is ready"),
    ),
    stored: z.string(),
  },
  /** One line: providers put it in a header. */
  subject: {
    submitted: z
      .optional(
        text().check(
          z.regex(subjectPattern, { error: subjectDetail, abort: true }),
          z.refine((subject) => [...subject].length <= subjectLimit, subjectDetail),
          z.meta({ maxLength: subjectLimit }),
        ),
      )
      .check(described("One line, for channels that have a subject.", "Order 1007")),
    stored: z.optional(z.string()),
  },
  ...addressFields,
  /** In the record: the channels that were chosen, one delivery each. */
  channels: {
    submitted: z
      .optional(
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
            z.meta({ uniqueItems: true }),
          ),
      )
      .check(
        described(
          "The channels it goes to. Without it, every enabled channel with a usable address is taken.",
          ["sms", "email"],
        ),
      ),
    stored: z.readonly(z.array(z.string())),
  },
  /** Messages that are expected to trigger a response are throttled. */
  expectsResponse: {
    submitted: z
      ._default(z.boolean({ error: needs("true or false") }), false)
      .check(
        described(
          "Whether the message is expected to trigger a response; `false` if left out. Such messages are limited per user and clock hour.",
          false,
        ),
      ),
    stored: z.boolean(),
  },
  /** After this moment no provider is called any more. */
  expiresAt: {
    submitted: z
      .optional(
        z.iso.datetime({
          offset: true,
          error: "must be a date and time with a zone such as 2026-12-01T12:00:00Z",
        }),
      )
      .check(
        described(
          "After this moment no provider is called any more. Must be in the future.",
          "2026-12-01T12:00:00Z",
        ),
      ),
    stored: z.optional(storedTime),
  },
  /** Providers of other channels do without it. */
  push: {
    submitted: z
      .optional(pushContentSchema)
      .check(described("What a push says beyond the message.", { badge: 3, sound: "default" })),
    stored: storedPushContent,
  },
};
