import * as z from "zod/mini";
import { providerSettingsSchema } from "../provider-module.ts";
import { baseUrlSetting, rsaKeySetting, secretSetting } from "../settings.ts";

/** Text is taken for JSON; the fields are checked as those of an object are. */
const objectOrJson = z.transform((value, context) => {
  if (typeof value !== "string") {
    return value;
  }
  try {
    return JSON.parse(value) as unknown;
  } catch {
    const message = "must be the key file that Google gives, as an object or as JSON text";
    context.issues.push({ code: "custom", message, input: undefined });
    return z.NEVER;
  }
});

/**
 * What FCM needs of the key file of a service account; the rest of the file is let be:
 * https://cloud.google.com/iam/docs/keys-create-delete#creating
 */
const keyFile = z.object({
  type: z.optional(z.literal("service_account", "must be the key of a service account")),
  client_email: z.email("must be the service account's e-mail address"),
  private_key: rsaKeySetting,
  private_key_id: z.optional(secretSetting),
  project_id: z
    .string("must be the project's id")
    .check(z.regex(/^[a-z][a-z0-9.:-]{0,99}$/, "must be the project's id")),
  token_uri: z._default(
    z.url({ protocol: /^https$/, error: "must be an https URL" }),
    "https://oauth2.googleapis.com/token",
  ),
});

/** FCM's settings. */
export const settingsSchema = z.extend(providerSettingsSchema, {
  /** The key file of a service account that may send messages, as an object or as JSON text. */
  serviceAccount: z.pipe(objectOrJson, keyFile),
  /** What takes Google's place: access tokens then come from `/token` below it. */
  baseUrl: z.optional(baseUrlSetting),
});

export type FcmSettings = z.infer<typeof settingsSchema>;
