import * as z from "zod/mini";
import { emailAddress } from "./email-address.ts";
import { column, described, matching, text } from "./fields.ts";

/** What is known of one kind of address. */
interface AddressField {
  /** The request's field: what a caller may give. */
  readonly submitted: z.ZodMiniOptional<z.ZodMiniType<string, string>>;
  /** The attribute of the notification's record: whatever was valid once. */
  readonly stored: z.ZodMiniOptional<z.ZodMiniString<string>>;
  /** Whether addresses that differ only in the case of their letters are different addresses. */
  readonly isCaseSensitive: boolean;
}

const stored = z.optional(z.string());

/**
 * The characters of the tokens that push services give to devices. No slash: `/topics/all` is no
 * device, and to a push service it means everybody.
 *
 * @see https://pushy.me/docs/additional-platforms/send-to-topic
 * @see https://firebase.google.com/docs/cloud-messaging/send/topic-messaging
 */
const pushTokenPattern = /^[A-Za-z0-9_:.+=~|[\]-]{1,4096}$/;

/**
 * A Telegram chat's number: a person's, or with a minus a group's. No name: `@acme_news` is a public
 * group or channel, never a person, and to Telegram it means all who read there.
 *
 * @see https://core.telegram.org/bots/api#chat
 */
const telegramChatIdPattern = /^-?[1-9][0-9]{0,15}$/;

/**
 * A user of WhatsApp: a phone number as its webhooks have it, or what stands for a user to one business.
 * A number has one form, so that it is one address to suppressions.
 *
 * @see https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
 */
const whatsappIdPattern = /^(?:[1-9][0-9]{6,14}|[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128})$/;

/**
 * The kinds of address at which a provider reaches a user. A kind's name is also the name of the
 * request's field and of the record's attribute.
 */
export const addressFields = {
  email: {
    submitted: z.optional(emailAddress).check(described("An e-mail address.", "ann@example.com")),
    stored,
    isCaseSensitive: false,
  },
  phoneNumber: {
    submitted: z
      .optional(text().check(z.maxLength(64, "must have at most 64 characters")))
      .check(
        described(
          "A phone number with its country code, as people write it: `+48 600-100-200`. It is stored and shown as E.164.",
          "+48600100200",
        ),
      ),
    stored,
    isCaseSensitive: false,
  },
  pushToken: {
    submitted: z
      .optional(
        matching(
          pushTokenPattern,
          "must be a device's token: 1 to 4096 letters, digits or _ : . + = ~ | [ ] -",
        ),
      )
      .check(described("The token of the user's device.", "1e9f5a2b7c3d4e8f9a0b")),
    stored,
    isCaseSensitive: true,
  },
  telegramChatId: {
    submitted: z
      .optional(matching(telegramChatIdPattern, "must be a chat's number such as 123456789"))
      .check(
        described("The number of the user's Telegram chat with the bot, as text.", "123456789"),
      ),
    stored,
    isCaseSensitive: false,
  },
  slackChannel: {
    submitted: z
      .optional(
        matching(/^[CDGUW][A-Z0-9]{2,24}$/, "must be a Slack id that begins with U, W, C, D or G"),
      )
      .check(described("The id of a Slack user, or of a channel or conversation.", "U012AB3CD")),
    stored,
    isCaseSensitive: true,
  },
  whatsappId: {
    submitted: z
      .optional(
        matching(
          whatsappIdPattern,
          "must be a number's digits with its country's code, without +, or a business-scoped user id",
        ),
      )
      .check(
        described(
          "The user's number at WhatsApp, in digits alone, or their business-scoped user id.",
          "48600100200",
        ),
      ),
    stored,
    isCaseSensitive: true,
  },
  messengerId: {
    submitted: z
      .optional(matching(/^[A-Za-z0-9_.-]{1,128}$/, "must be a page-scoped id"))
      .check(described("The user's page-scoped id.", "6340512789123456")),
    stored,
    isCaseSensitive: true,
  },
} as const satisfies Record<string, AddressField>;

/** One kind of address, e.g. `"email"`. */
export type AddressKind = keyof typeof addressFields;

/** Every kind of address. */
export const addressKinds = Object.keys(addressFields) as readonly AddressKind[];

/** The addresses among other fields: parsing takes them out and leaves the rest. */
export const addressesSchema = z.readonly(z.object(column(addressFields, "stored")));

/** The addresses that a notification carries, at most one of each kind. */
export type Addresses = z.output<typeof addressesSchema>;

/** The addresses among the fields of a submission. */
export function addressesOf(submission: z.input<typeof addressesSchema>): Addresses {
  return z.decode(addressesSchema, submission);
}
