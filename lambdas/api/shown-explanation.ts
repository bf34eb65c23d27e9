import * as z from "zod/mini";
import { text } from "./fields.ts";

/** What a provider's code means, as a response says it. */
export const codeExplanation = z
  .strictObject({
    text: text("The message is too long: Twilio takes 1,600 characters."),
    url: z.optional(
      text("https://www.twilio.com/docs/api/errors/21617").check(
        z.meta({ description: "The page that says so." }),
      ),
    ),
  })
  .check(z.meta({ description: "What the code means, in words." }));
