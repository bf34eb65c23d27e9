import * as z from "zod/mini";
import { addressFields } from "./address.ts";
import { categorySchema } from "./category.ts";
import { channelNamePattern } from "./channel.ts";
import { contentSchema, storedChannelContent } from "./channel-content.ts";
import { userIdDetail, userIdPattern } from "./delivery-reference.ts";
import { described, matching, needs, storedTime } from "./fields.ts";
import {
  attachmentsSchema,
  headersSchema,
  htmlSchema,
  replyToSchema,
  storedAttachment,
  storedHeaders,
} from "./mail-fields.ts";
import { messageSchema, subjectSchema } from "./message-fields.ts";
import { pushContentSchema, storedPushContent } from "./push-content.ts";
import { storedTemplate, templateChoiceSchema } from "./template-choice.ts";

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
  /** In the record: what is said where nothing else is said for a channel. */
  message: {
    submitted: z
      .optional(messageSchema)
      .check(
        described(
          "Plain text. Providers set lower limits of their own. May be left out beside `html`, `content` or `template`.",
          "Your order is ready",
        ),
      ),
    stored: z.string(),
  },
  subject: {
    submitted: z
      .optional(subjectSchema)
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
  html: {
    submitted: z
      .optional(htmlSchema)
      .check(
        described(
          "A mail's HTML, sent as it is; where `message` is left out, the text is made from it.",
          "<p>Your order is <b>ready</b>.</p>",
        ),
      ),
    stored: z.optional(z.string()),
  },
  replyTo: {
    submitted: z
      .optional(replyToSchema)
      .check(described("Where replies to a mail go.", "support@example.com")),
    stored: z.optional(z.string()),
  },
  headers: {
    submitted: z.optional(headersSchema).check(
      described("Headers of a mail: X-…, References, In-Reply-To, List-Id.", {
        "List-Id": "<orders.example.com>",
      }),
    ),
    stored: storedHeaders,
  },
  /** The bytes are kept apart. */
  attachments: {
    submitted: z
      .optional(attachmentsSchema)
      .check(
        described("Files that go with a mail.", [
          { filename: "invoice.pdf", contentType: "application/pdf", content: "JVBERi0xLjQK" },
        ]),
      ),
    stored: z.optional(z.readonly(z.array(storedAttachment))),
  },
  category: {
    submitted: z.optional(categorySchema),
    stored: z.optional(z.string()),
  },
  content: {
    submitted: z
      .optional(contentSchema)
      .check(
        described(
          "What some channels say in place of what stands above, by a channel's name or by sms, email, push and so on.",
          { sms: { message: "Order 1007 is ready" } },
        ),
      ),
    stored: z.optional(z.record(z.string(), storedChannelContent)),
  },
  /** In the record without its data, which the words hold. */
  template: {
    submitted: z
      .optional(templateChoiceSchema)
      .check(described("The template that says what is sent.", { name: "order-ready" })),
    stored: z.optional(storedTemplate),
  },
};
