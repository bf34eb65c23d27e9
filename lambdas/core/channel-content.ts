import * as z from "zod/mini";
import type { AddressKind } from "./address.ts";
import { addressFields } from "./address.ts";
import { described, needs } from "./fields.ts";
import { htmlSchema } from "./mail-fields.ts";
import { messageSchema, subjectSchema } from "./message-fields.ts";
import { pushTitleSchema } from "./push-content.ts";

/** What one channel, or all channels of one kind of address, says in place of what the notification says. */
export const channelContentSchema = z.strictObject(
  {
    message: z
      .optional(messageSchema)
      .check(described("Plain text.", "Order 1007 is ready: example.com/1007")),
    subject: z.optional(subjectSchema).check(described("One line.", "Order 1007")),
    html: z
      .optional(htmlSchema)
      .check(described("The mail's HTML.", "<p>Your order is <b>ready</b>.</p>")),
    title: z.optional(pushTitleSchema).check(described("A push's title.", "Order 1007")),
  },
  "must be an object",
);

/** Words for channels, by a channel's name or by what the words for a kind of address are called. */
export const contentSchema = z.record(z.string(), channelContentSchema, {
  error: needs("an object with channels' words"),
});

/** What is stored of a channel's words. */
export const storedChannelContent = z.object({
  message: z.optional(z.string()),
  subject: z.optional(z.string()),
  html: z.optional(z.string()),
  title: z.optional(z.string()),
});

/** What one channel says in place of what the notification says. */
export type ChannelContent = z.output<typeof storedChannelContent>;

/** What channels say in place of what the notification says, by name. */
export type Content = Readonly<Record<string, ChannelContent>>;

/** What the words for kinds of address are called. */
export const contentNames: readonly string[] = Object.values(addressFields).map(
  ({ contentName }) => contentName,
);

/** What says the same on every channel, and what says something else on some. */
export interface Worded {
  readonly message?: string | undefined;
  readonly subject?: string | undefined;
  readonly html?: string | undefined;
  readonly push?: { readonly title?: string | undefined } | undefined;
  readonly content?: Content | undefined;
}

/**
 * What is said on a channel at a kind of address: what `content` has for the channel, then what it has for the
 * kind, then what stands above it.
 *
 * @param kind `null` for a provider that needs no address.
 */
export function wordsOf<Said extends Worded>(
  { content, ...said }: Said,
  channel: string,
  kind: AddressKind | null,
): Omit<Said, "content"> {
  const own = contentNamesOf(channel, kind).map((name) => ownWords(content, name));
  const { title, ...words } = Object.assign({}, ...own.toReversed()) as ChannelContent;
  return { ...said, ...words, ...(title !== undefined && { push: { ...said.push, title } }) };
}

/** Under which names `content` may have a channel's words, the most particular first. */
export function contentNamesOf(channel: string, kind: AddressKind | null): readonly string[] {
  return kind === null ? [channel] : [channel, addressFields[kind].contentName];
}

/** The words that stand under a name. */
export function ownWords(content: Content | undefined, name: string): ChannelContent | undefined {
  return content !== undefined && Object.hasOwn(content, name) ? content[name] : undefined;
}
