import type { AddressKind } from "./address.ts";
import type { Content } from "./channel-content.ts";
import { contentNamesOf, ownWords, wordsOf } from "./channel-content.ts";
import type { FieldFault } from "./field-fault.ts";
import { utf8Length } from "./fields.ts";

/** By what providers limit how much they carry. */
export const contentMeasures = ["push-bytes", "characters"] as const;

export type ContentMeasure = (typeof contentMeasures)[number];

/** How much a provider carries at most. */
export interface ContentLimit {
  readonly measure: ContentMeasure;
  readonly max: number;
}

/** A limit of one of a channel's providers, with the kind of address that the provider needs. */
export interface AddressedLimit extends ContentLimit {
  readonly address?: AddressKind | null | undefined;
}

/** What of a message is carried, as far as limits go. */
export interface LimitedContent {
  readonly message: string;
  readonly subject?: string | undefined;
  readonly push?:
    | {
        readonly title?: string | undefined;
        readonly data?: Readonly<Record<string, string>> | undefined;
      }
    | undefined;
}

/** One way of measuring content. */
interface Measure {
  /** Never more than what a provider is sent for it, so that nothing is refused that a provider would take. */
  readonly sizeOf: (content: LimitedContent) => number;
  readonly unit: string;
  /** What counts beside the text, in words. */
  readonly beside: string;
}

const measures: Readonly<Record<ContentMeasure, Measure>> = {
  /** Those of text, title and data in UTF-8, without the JSON around them. */
  "push-bytes": {
    sizeOf: ({ message, subject = "", push }) => {
      const data = Object.entries(push?.data ?? {}).flat();
      return [message, push?.title ?? subject, ...data].reduce(
        (sum, text) => sum + utf8Length(text),
        0,
      );
    },
    unit: "bytes",
    beside: "with title and data ",
  },
  /** Code points of the text: a service that counts UTF-16 counts more. */
  characters: {
    sizeOf: ({ message }) => [...message].length,
    unit: "characters",
    beside: "",
  },
};

/** What is said on all channels, and what some say in its place. */
type SaidContent = LimitedContent & { readonly content?: Content | undefined };

/** A channel as far as its providers' limits go. */
interface LimitedChannel {
  readonly name: string;
  readonly contentLimits?: readonly AddressedLimit[] | undefined;
  readonly truncate?: boolean | undefined;
}

/**
 * What is wrong with content that is too much for every provider of one of the channels that were chosen. It
 * would be a 202, and a delivery that is refused. A channel that cuts text is none of them, unless there is too
 * much beside the text.
 *
 * @param given the words for channels that the caller gave: others are a template's.
 */
export function contentFaults(
  content: SaidContent,
  chosen: readonly string[],
  deployed: readonly LimitedChannel[],
  given: Content | undefined = content.content,
): FieldFault[] {
  return deployed
    .filter(({ name }) => chosen.includes(name))
    .flatMap((channel) => channelFaults(content, channel, given));
}

function channelFaults(
  content: SaidContent,
  { name, contentLimits = [], truncate = false }: LimitedChannel,
  given: Content | undefined,
): FieldFault[] {
  const limited = contentLimits.map((limit) => {
    const words = wordsOf(content, name, limit.address ?? null);
    const carried = truncate ? truncated(words, limit) : words;
    return { ...limit, size: measures[limit.measure].sizeOf(carried) };
  });
  const [most] = limited.toSorted((one, other) => other.max - one.max);
  if (most === undefined || limited.some(({ size, max }) => size <= max)) {
    return [];
  }
  const { unit, beside } = measures[most.measure];
  const detail = `is too long for ${name}: ${beside}it has ${most.size} ${unit}, of ${most.max} at most`;
  return [{ field: fieldOf(content, name, most, given), detail }];
}

/** Where the caller said what is too long. */
function fieldOf(
  content: SaidContent,
  channel: string,
  { address, measure }: AddressedLimit,
  given: Content = {},
): string {
  const own = contentNamesOf(channel, address ?? null).find(
    (name) => ownWords(content.content, name)?.message !== undefined,
  );
  if (own !== undefined) {
    return ownWords(given, own)?.message === undefined ? "template" : `content.${own}.message`;
  }
  return measure === "push-bytes" && content.push !== undefined ? "push" : "message";
}

/** Content whose text is cut, where a character of its reader ends, so that it fits. */
export function truncated<Content extends LimitedContent>(
  content: Content,
  { measure, max }: ContentLimit,
): Content {
  const { sizeOf } = measures[measure];
  if (sizeOf(content) <= max) {
    return content;
  }
  let left = max - sizeOf({ ...content, message: "" });
  let message = "";
  for (const { segment } of new Intl.Segmenter().segment(content.message)) {
    left -= sizeOf({ message: segment });
    if (left < 0) {
      break;
    }
    message += segment;
  }
  return { ...content, message };
}
