import * as z from "zod/mini";

/** The file beside a function's code that holds the set that it was deployed with. */
export const templatesFile = "templates.json";

/** What the newest sets that this release reads are marked with. */
export const setVersion = 1;

/** What a channel is told: Liquid source, each part for itself. */
const kindSourceSchema = z.object({
  subject: z.optional(z.string()),
  title: z.optional(z.string()),
  /** Plain text. */
  message: z.optional(z.string()),
  /** What stands for data in it is escaped. */
  html: z.optional(z.string()),
});

const templateSchema = z.object({
  /** JSON Schema, draft 2020-12, of the data. */
  schema: z.optional(z.record(z.string(), z.unknown())),
  /** Of all that the template is made of, its partials included. */
  hash: z.string(),
  /** By locale as BCP 47 writes it, or `default`; then by kind: `sms`, or a channel's name. */
  locales: z.record(z.string(), z.record(z.string(), kindSourceSchema)),
});

const templateSetSchema = z.object({
  version: z.literal(setVersion),
  /** SHA-256 of all the rest, in hex. */
  hash: z.string(),
  templates: z.record(z.string(), templateSchema),
  /** Liquid source, by name. */
  partials: z.record(z.string(), z.string()),
});

/** What one channel is told in one locale, as Liquid source. */
export type KindSource = z.infer<typeof kindSourceSchema>;

/** A template in all its locales. */
export type Template = z.infer<typeof templateSchema>;

/** All templates that are in force together; it can be written as JSON. */
export type TemplateSet = z.infer<typeof templateSetSchema>;

/** The set of who has no templates. */
export const noTemplates: TemplateSet = {
  version: setVersion,
  hash: "none",
  templates: {},
  partials: {},
};

/** A stored set that cannot be used: it is none, or a later release wrote it. */
export class UnreadableTemplateSet extends Error {
  override readonly name = "UnreadableTemplateSet";
  readonly reason: "malformed" | "newer-version";

  constructor(reason: "malformed" | "newer-version") {
    super(reason === "malformed" ? "no template set" : "a later release's template set");
    this.reason = reason;
  }
}

/**
 * Reads a set as it is stored. Fields that it does not know are left out.
 *
 * @throws UnreadableTemplateSet
 */
export function readTemplateSet(json: string): TemplateSet {
  const value = parse(json);
  const result = templateSetSchema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const { version } = Object(value);
  const isNewer = typeof version === "number" && version > setVersion;
  throw new UnreadableTemplateSet(isNewer ? "newer-version" : "malformed");
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
