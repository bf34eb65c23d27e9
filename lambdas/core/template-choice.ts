import * as z from "zod/mini";
import { described, matching, needs, text } from "./fields.ts";

const nameDetail =
  "must be a template's name: 1 to 64 lower-case letters, digits or -, beginning with a letter";

/** What a template may be called: it is a folder's name. */
export const templateNamePattern = /^[a-z][a-z0-9-]{0,63}$/;

const isLocale = (locale: string) => {
  try {
    return Intl.getCanonicalLocales(locale).length === 1;
  } catch {
    return false;
  }
};

/** Whether there is such a time zone. */
export const isTimeZone = (timeZone: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }) !== undefined;
  } catch {
    return false;
  }
};

/** How deep data may be nested: what walks through it takes a part of the stack for each level. */
const maxDataDepth = 32;

const dataDepthDetail = `must be nested at most ${maxDataDepth} deep`;

/** What a template is filled with, by name. */
export const templateDataSchema = z
  .record(z.string(), z.unknown(), { error: needs("an object") })
  .check(z.refine((data) => !isDeeperThan(data, maxDataDepth), dataDepthDetail));

/** Which template says what is sent, and with which data. */
export const templateChoiceSchema = z.strictObject(
  {
    name: matching(templateNamePattern, nameDetail).check(
      described("The template's name.", "order-ready"),
    ),
    locale: z
      .optional(
        text().check(
          z.maxLength(64, "must be a language tag such as pl-PL"),
          z.refine(isLocale, "must be a language tag such as pl-PL"),
        ),
      )
      .check(
        described(
          "The user's language and region; what a template lacks there is taken from the language alone, and then from `default`.",
          "pl-PL",
        ),
      ),
    timeZone: z
      .optional(
        text().check(
          z.maxLength(64, "must be a time zone such as Europe/Warsaw"),
          z.refine(isTimeZone, "must be a time zone such as Europe/Warsaw"),
        ),
      )
      .check(described("The user's time zone, for dates; UTC if left out.", "Europe/Warsaw")),
    data: z
      .optional(templateDataSchema)
      .check(described("What the template is filled with.", { order: { number: "1007" } })),
  },
  "must be an object",
);

export type TemplateChoice = z.output<typeof templateChoiceSchema>;

/** What a record says of the template that its words are from: not the data, which is in the words. */
export const storedTemplate = z.object({
  name: z.string(),
  locale: z.string(),
  /** Of the template as it was. */
  hash: z.string(),
});

/** Level after level: what is nested too deep to be walked through must not be walked through. */
function isDeeperThan(value: object, max: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= max && level.length > 0; depth += 1) {
    level = level.flatMap((each) =>
      typeof each === "object" && each !== null ? Object.values(each) : [],
    );
  }
  return level.length > 0;
}
