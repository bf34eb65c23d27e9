import * as z from "zod/mini";
import { smsEncodings } from "../core/sms-size.ts";

/** What a message is as SMS. */
export const smsSize = z
  .strictObject({
    encoding: z.enum(smsEncodings),
    segments: z.int().check(z.gte(1), z.meta({ description: "Of one message." })),
    total: z
      .int()
      .check(
        z.gte(1),
        z.meta({ description: "On all of its channels that can send to a phone number." }),
      ),
  })
  .check(
    z.meta({
      description:
        "What it comes to as SMS, at most; absent where no channel of it can send to a phone number.",
      examples: [{ encoding: "GSM-7", segments: 1, total: 1 }],
    }),
  );
