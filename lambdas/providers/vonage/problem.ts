import * as z from "zod/mini";

/**
 * What is wrong, in a response or in a receipt: https://developer.vonage.com/en/api-errors
 *
 * The code is the end of `type`, e.g. `https://developer.vonage.com/api-errors/messages#1020` or
 * `https://developer.vonage.com/api-errors#low-balance`, or the whole `title`.
 */
export const problemSchema = z.looseObject({
  type: z.optional(z.string()),
  title: z.optional(z.union([z.string(), z.number()])),
  invalid_parameters: z.optional(z.array(z.looseObject({ name: z.optional(z.string()) }))),
});

export type Problem = z.infer<typeof problemSchema>;

/** A problem's code; `undefined` where it has none. */
export function codeIn({ type = "", title = "" }: Problem): string | undefined {
  return /^\d{4}$/.test(String(title)) ? String(title) : /#([\w-]+)$/.exec(type)?.[1];
}
