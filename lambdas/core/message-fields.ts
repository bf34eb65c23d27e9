import * as z from "zod/mini";
import { text } from "./fields.ts";

/** Characters that `message` may have. Providers set lower limits of their own. */
export const messageLimit = 16_384;

/** Characters (code points) that `subject` may have. */
export const subjectLimit = 200;

/** One line, and not blank: one pattern, as generated clients take no two of them for one field. */
export const linePattern = /^[^\S\p{Cc}]*[^\s\p{Cc}][^\p{Cc}]*$/u;

const subjectDetail = `must be one line of 1 to ${subjectLimit} characters, and not blank`;

/** Plain text, and not blank. */
export const messageSchema = text().check(
  z.regex(/\S/, "must not be empty"),
  z.maxLength(messageLimit, `must have at most ${messageLimit} characters`),
);

/** One line: providers put it in a header. */
export const subjectSchema = text().check(
  z.regex(linePattern, { error: subjectDetail, abort: true }),
  z.refine((subject) => [...subject].length <= subjectLimit, subjectDetail),
  z.meta({ maxLength: subjectLimit }),
);
