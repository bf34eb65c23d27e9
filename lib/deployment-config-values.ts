import * as z from "zod";

/** An e-mail address without a name: `herald@example.com`. */
export const emailAddress = z
  .string()
  .regex(/^[^\s@<>]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/, { error: "must be an e-mail address" });

/** A domain: `example.com`. */
export const domain = z
  .string()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, { error: "must be a domain" });

/** A list in which nothing is twice. */
export function distinct<Item extends z.ZodType<string>>(list: z.ZodArray<Item>) {
  return list.superRefine((values, context) => {
    for (const [index, value] of values.entries()) {
      if (values.indexOf(value) === index) {
        continue;
      }
      context.addIssue({ code: "custom", path: [index], message: `"${value}" is there twice` });
    }
  });
}
