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
 * The URL of a webhook, by its host's name. `http` and this machine are for tests: the provider refuses them
 * where the stage is not the local one. No `@`: what stands before it, programs read differently.
 */
const webhookUrlPattern =
  /^https?:\/\/(?:(?:[A-Za-z0-9-]+\.)+[A-Za-z][A-Za-z0-9-]*|127\.0\.0\.1|localhost)(?::[0-9]{1,5})?(?:[/?][A-Za-z0-9._~!$&'()*+,;=:%/?-]*)?$/;

const webhookUrlDetail =
  "must be an https URL of at most 2048 characters, without credentials, fragment or @";

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
  webhookUrl: {
    submitted: z
      .optional(
        text().check(
          z.maxLength(2_048, webhookUrlDetail),
          z.regex(webhookUrlPattern, { error: webhookUrlDetail, abort: true }),
          z.refine((url) => URL.canParse(url), webhookUrlDetail),
          z.meta({ format: "uri" }),
        ),
      )
      .check(
        described(
          "An https URL of a service of the user's, which takes signed messages.",
          "https://hooks.example.com/users/42",
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
