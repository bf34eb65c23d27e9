import * as z from "zod/mini";
import { webhookSecret } from "../../runtime/webhook-signature.ts";
import { providerSettingsSchema } from "../provider-module.ts";
import { allowedHost } from "../public-hosts.ts";
import { baseUrlSetting } from "../settings.ts";

/** A webhook's settings. */
export const settingsSchema = z.extend(providerSettingsSchema, {
  /** What signs: `whsec_…`, or a list of two while receivers change from one to the other. */
  secret: z.union([webhookSecret, z.array(webhookSecret).check(z.minLength(1), z.maxLength(2))]),
  /** Hosts that may be called: `hooks.example.com`, or `*.example.com` for all below. */
  allowedHosts: z.array(allowedHost).check(z.minLength(1), z.maxLength(100)),
  /** Where messages without an address of their own go. */
  url: z.optional(
    z
      .url({ protocol: /^https?$/, error: "must be an https URL" })
      .check(z.regex(/^[^@#]{1,2048}$/, { error: "must have no @ and no fragment" })),
  ),
  /** Where a response has the message's id; without it, the webhook's own id is the message's. */
  messageId: z.optional(
    z.union([
      z.strictObject({ header: z.string().check(z.regex(/^[A-Za-z0-9-]{1,100}$/)) }),
      /** A JSON pointer: https://www.rfc-editor.org/rfc/rfc6901 */
      z.strictObject({ pointer: z.string().check(z.regex(/^(?:\/(?:[^~/]|~[01])*)+$/)) }),
    ]),
  ),
  /** A relay that every request is sent to, in place of the URL's own host. */
  baseUrl: z.optional(baseUrlSetting),
});

export type WebhookSettings = z.infer<typeof settingsSchema>;
