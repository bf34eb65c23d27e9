import * as z from "zod/mini";
import { pushContentSchema } from "../core/push-content.ts";
import { asShown } from "./shown-fields.ts";

/** What a notification said of its push, as a response shows it. */
export const shownPush = z
  .strictObject({
    ...asShown(pushContentSchema.shape),
    data: z.optional(z.record(z.string(), z.string())),
    priority: z.optional(z.string()),
  })
  .check(z.meta({ description: "What the push said beyond the message." }));
