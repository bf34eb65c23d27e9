import * as z from "zod/mini";
import { metaSettings } from "../meta-settings.ts";
import { providerSettingsSchema } from "../provider-module.ts";
import { secretSetting } from "../settings.ts";

const fields = z.extend(providerSettingsSchema, {
  ...metaSettings,
  /** The token of a system user, with the permission `whatsapp_business_messaging`. */
  accessToken: secretSetting,
  /** The id of the number that sends; not the number itself. */
  phoneNumberId: z.string().check(z.regex(/^\d{1,32}$/)),
  /** Whether messages go out in the template, at any time, or as text, within 24 hours of the user's last. */
  send: z._default(z.enum(["template", "text"]), "template"),
  /** The name of the approved template. */
  templateName: z.optional(z.string().check(z.regex(/^[a-z0-9_]{1,512}$/))),
  /** The language of the template, such as `en_US` or `pl`. */
  templateLanguage: z.optional(z.string().check(z.regex(/^[a-z]{2,3}(?:_[A-Za-z]{2,4}){0,2}$/))),
  /** Whether the message is the one parameter of the template's body; else the template has none. */
  templateTakesText: z._default(z.boolean(), true),
});

const needsTemplate = { error: "is needed to send in a template" };

/** WhatsApp's settings. */
export const settingsSchema = fields.check(
  z.refine(({ send, templateName }) => send === "text" || templateName !== undefined, {
    ...needsTemplate,
    path: ["templateName"],
  }),
  z.refine(({ send, templateLanguage }) => send === "text" || templateLanguage !== undefined, {
    ...needsTemplate,
    path: ["templateLanguage"],
  }),
);

export type WhatsappSettings = z.infer<typeof settingsSchema>;
