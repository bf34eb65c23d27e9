import * as z from "zod/mini";

/** How an SMS is encoded: GSM's own 7 bits to a character, or 16 where one is not among them. */
export const smsEncodings = ["GSM-7", "UCS-2"] as const;

export type SmsEncoding = (typeof smsEncodings)[number];

/** What a message is as SMS, as its record holds it. Providers charge by the segment. */
export const smsSizeSchema = z.readonly(
  z.object({
    encoding: z.string(),
    /** Of one message. */
    segments: z.number(),
    /** Of the messages on all of the notification's channels that can send to a phone number. */
    total: z.number(),
  }),
);

export type SmsSize = z.output<typeof smsSizeSchema>;
