import type { FieldFault } from "./field-fault.ts";

/** By what providers limit how much they carry. */
export const contentMeasures = ["push-bytes"] as const;

export type ContentMeasure = (typeof contentMeasures)[number];

/** How much a provider carries at most. */
export interface ContentLimit {
  readonly measure: ContentMeasure;
  readonly max: number;
}

/** What of a submission is carried. */
interface Content {
  readonly message: string;
  readonly subject?: string | undefined;
  readonly push?:
    | {
        readonly title?: string | undefined;
        readonly data?: Readonly<Record<string, string>> | undefined;
      }
    | undefined;
}

/** A channel as far as its providers' limits go. */
interface LimitedChannel {
  readonly name: string;
  readonly contentLimits?: readonly ContentLimit[];
}

/**
 * How much content is by each measure: never more than what a provider is sent for it, so that nothing is
 * refused that a provider would take.
 *
 * `push-bytes` are those of text, title and data in UTF-8, without the JSON around them.
 */
const measures: Readonly<Record<ContentMeasure, (content: Content) => number>> = {
  "push-bytes": ({ message, subject = "", push }) => {
    const data = Object.entries(push?.data ?? {}).flat();
    return [message, push?.title ?? subject, ...data].reduce(
      (sum, text) => sum + utf8Length(text),
      0,
    );
  },
};

/**
 * What is wrong with content that is too much for every provider of one of the channels that were chosen. It
 * would be a 202, and a delivery that is refused.
 */
export function contentFaults(
  content: Content,
  chosen: readonly string[],
  deployed: readonly LimitedChannel[],
): FieldFault[] {
  const field = content.push === undefined ? "message" : "push";
  return deployed
    .filter(({ name }) => chosen.includes(name))
    .flatMap(({ name, contentLimits = [] }) => {
      const over = contentLimits.map(({ measure, max }) => ({
        max,
        size: measures[measure](content),
      }));
      if (over.length === 0 || over.some(({ size, max }) => size <= max)) {
        return [];
      }
      const max = Math.max(...over.map((each) => each.max));
      const size = Math.max(...over.map((each) => each.size));
      const detail = `is too long for ${name}: with title and data it has ${size} bytes, of ${max} at most`;
      return [{ field, detail }];
    });
}

/** Bytes of text in UTF-8. */
function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
