import * as z from "zod/mini";
import { emailAddress } from "./email-address.ts";
import { described, matching, needs, text } from "./fields.ts";

/** Addresses of one kind that a notification may have, such as the tokens of a user's devices. */
export const maxAddresses = 10;

/** The addresses of one kind: one by itself, several as a list. */
export type OneOrSeveral = string | readonly string[];

/** What is known of one kind of address. */
interface AddressField {
  /** The request's field: what a caller may give. */
  readonly submitted: z.ZodMiniOptional<z.ZodMiniType<OneOrSeveral, OneOrSeveral>>;
  /** The attribute of the notification's record: the first one, whatever was valid once. */
  readonly stored: z.ZodMiniOptional<z.ZodMiniString<string>>;
  /** Whether addresses that differ only in the case of their letters are different addresses. */
  readonly isCaseSensitive: boolean;
  /** What the words for channels that reach the user there are called in `content`, and templates' files. */
  readonly contentName: string;
}

const stored = z.optional(z.string());

/** A request's field that may hold one address, or a list of them. */
function oneOrSeveral(address: z.ZodMiniType<string, string>) {
  const several = z.array(address, { error: needs("text, or a list of them") }).check(
    z.minLength(1, "must hold at least one, or be left out"),
    z.maxLength(maxAddresses, `must hold at most ${maxAddresses}`),
    z.refine((all) => new Set(all).size === all.length, "must not hold one twice"),
    z.meta({ uniqueItems: true }),
  );
  const schema: z.ZodMiniType<OneOrSeveral, OneOrSeveral> = z.union([address, several]);
  return z.optional(
    schema.check(z.overwrite((value) => (typeof value === "string" ? value : compact(value)))),
  );
}

/** One address is one, in a list or not. */
function compact(all: readonly string[]): OneOrSeveral {
  const [first, ...more] = all;
  return first === undefined || more.length > 0 ? all : first;
}

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
    submitted: oneOrSeveral(emailAddress).check(
      described(`An e-mail address, or up to ${maxAddresses} of them.`, "ann@example.com"),
    ),
    stored,
    isCaseSensitive: false,
    contentName: "email",
  },
  phoneNumber: {
    submitted: oneOrSeveral(text().check(z.maxLength(64, "must have at most 64 characters"))).check(
      described(
        `A phone number with its country code, as people write it: \`+48 600-100-200\`; or up to ${maxAddresses} of them. It is stored and shown as E.164.`,
        "+48600100200",
      ),
    ),
    stored,
    isCaseSensitive: false,
    contentName: "sms",
  },
  pushToken: {
    submitted: oneOrSeveral(
      matching(
        pushTokenPattern,
        "must be a device's token: 1 to 4096 letters, digits or _ : . + = ~ | [ ] -",
      ),
    ).check(
      described(
        `The token of the user's device, or those of up to ${maxAddresses} devices.`,
        "1e9f5a2b7c3d4e8f9a0b",
      ),
    ),
    stored,
    isCaseSensitive: true,
    contentName: "push",
  },
  telegramChatId: {
    submitted: oneOrSeveral(
      matching(telegramChatIdPattern, "must be a chat's number such as 123456789"),
    ).check(
      described("The number of the user's Telegram chat with the bot, as text.", "123456789"),
    ),
    stored,
    isCaseSensitive: false,
    contentName: "telegram",
  },
  slackChannel: {
    submitted: oneOrSeveral(
      matching(/^[CDGUW][A-Z0-9]{2,24}$/, "must be a Slack id that begins with U, W, C, D or G"),
    ).check(described("The id of a Slack user, or of a channel or conversation.", "U012AB3CD")),
    stored,
    isCaseSensitive: true,
    contentName: "slack",
  },
  whatsappId: {
    submitted: oneOrSeveral(
      matching(
        whatsappIdPattern,
        "must be a number's digits with its country's code, without +, or a business-scoped user id",
      ),
    ).check(
      described(
        "The user's number at WhatsApp, in digits alone, or their business-scoped user id.",
        "48600100200",
      ),
    ),
    stored,
    isCaseSensitive: true,
    contentName: "whatsapp",
  },
  webhookUrl: {
    submitted: oneOrSeveral(
      text().check(
        z.maxLength(2_048, webhookUrlDetail),
        z.regex(webhookUrlPattern, { error: webhookUrlDetail, abort: true }),
        z.refine((url) => URL.canParse(url), webhookUrlDetail),
        z.meta({ format: "uri" }),
      ),
    ).check(
      described(
        "An https URL of a service of the user's, which takes signed messages.",
        "https://hooks.example.com/users/42",
      ),
    ),
    stored,
    isCaseSensitive: true,
    contentName: "webhook",
  },
  messengerId: {
    submitted: oneOrSeveral(matching(/^[A-Za-z0-9_.-]{1,128}$/, "must be a page-scoped id")).check(
      described("The user's page-scoped id.", "6340512789123456"),
    ),
    stored,
    isCaseSensitive: true,
    contentName: "messenger",
  },
} as const satisfies Record<string, AddressField>;

/** One kind of address, e.g. `"email"`. */
export type AddressKind = keyof typeof addressFields;

/** One of a notification's addresses: its kind, and its place among those of the kind, from 0. */
export interface AddressReference {
  readonly kind: AddressKind;
  readonly index: number;
}

/** Every kind of address. */
export const addressKinds = Object.keys(addressFields) as readonly AddressKind[];

const anyOneOrSeveral = z.optional(z.union([z.string(), z.readonly(z.array(z.string()))]));

/** The addresses among other fields: parsing takes them out and leaves the rest. */
export const addressesSchema = z.readonly(
  z.object(
    Object.fromEntries(addressKinds.map((kind) => [kind, anyOneOrSeveral])) as Record<
      AddressKind,
      typeof anyOneOrSeveral
    >,
  ),
);

/** The addresses that a notification carries, at most `maxAddresses` of each kind. */
export type Addresses = z.output<typeof addressesSchema>;

/** The addresses among the fields of a submission. */
export function addressesOf(submission: z.input<typeof addressesSchema>): Addresses {
  return z.decode(addressesSchema, submission);
}

/** All addresses of a kind, in the order in which they were given. */
export function everyAddress(addresses: Addresses, kind: AddressKind): readonly string[] {
  return [addresses[kind] ?? []].flat();
}

/** Addresses of each kind, as lists. */
export const addressLists = Object.fromEntries(
  addressKinds.map((kind) => [kind, z.optional(z.array(z.string()))]),
) as Readonly<Record<AddressKind, z.ZodMiniOptional<z.ZodMiniArray<z.ZodMiniString>>>>;

/** The attribute that holds the addresses of each kind beyond the first. */
const moreAddressesSchema = z.optional(z.object(addressLists));

/**
 * Addresses as they are stored and shown: the first of each kind by itself, as releases before this one had
 * them, and those beyond it apart.
 */
export function addressAttributes(addresses: Addresses) {
  const all = addressKinds.map((kind) => [kind, everyAddress(addresses, kind)] as const);
  const firsts = all.flatMap(([kind, [first]]) => (first === undefined ? [] : [[kind, first]]));
  const more = all.flatMap(([kind, [, ...rest]]) => (rest.length === 0 ? [] : [[kind, rest]]));
  return {
    ...(Object.fromEntries(firsts) as Partial<Record<AddressKind, string>>),
    ...(more.length > 0 && {
      moreAddresses: Object.fromEntries(more) as Partial<Record<AddressKind, readonly string[]>>,
    }),
  };
}

/** The addresses that a record's attributes hold. */
export function addressesIn(attributes: Readonly<Record<string, unknown>>): Addresses {
  const more = z.safeParse(moreAddressesSchema, attributes["moreAddresses"]).data ?? {};
  const all = addressKinds.flatMap((kind) => {
    const first = attributes[kind];
    return typeof first === "string" ? [[kind, compact([first, ...(more[kind] ?? [])])]] : [];
  });
  return Object.fromEntries(all);
}
