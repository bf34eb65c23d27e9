import * as z from "zod/mini";
import { providerSettingsSchema } from "../provider-module.ts";
import { baseUrlSetting, regionSetting } from "../settings.ts";

/** An id, a name or an ARN of the service's: https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html */
const identifier = z.string().check(z.regex(/^[A-Za-z0-9_:/+-]{1,256}$/));

/** AWS End User Messaging SMS's settings, as far as they are not AWS's own. */
export const settingsSchema = z.extend(providerSettingsSchema, {
  /**
   * What messages come from: a phone number (`+48600100200`), its id, a sender id, or a pool's id, which
   * picks one by the recipient's country. AWS picks one of the account's if left out.
   */
  originationIdentity: z.optional(identifier),
  /** The configuration set that publishes the messages' events; receipts need one. */
  configurationSet: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/))),
  /** What messages are: `PROMOTIONAL` ones must be taken by the number, the sender id or the pool. */
  messageType: z._default(z.enum(["TRANSACTIONAL", "PROMOTIONAL"]), "TRANSACTIONAL"),
  /**
   * What one message may cost at most, in US dollars, all its parts together: AWS refuses one that would
   * cost more. The default is more than three parts cost anywhere, and less than a message to a premium
   * number. Two digits go before the point.
   */
  maxPriceUsd: z._default(z.number().check(z.gte(0.00001), z.lte(99)), 2),
  /** The protect configuration whose countries and numbers hold; the account's own if left out. */
  protectConfigurationId: z.optional(identifier),
  /** Where the service is used; the function's own region if left out. */
  region: z.optional(regionSetting),
  /** The endpoint, if not AWS's own. */
  baseUrl: z.optional(baseUrlSetting),
});

export type SmsVoiceSettings = z.infer<typeof settingsSchema>;
