import * as z from "zod/mini";
import { providerSettingsSchema } from "../provider-module.ts";
import { senderSetting } from "../sender.ts";
import { lineSetting } from "../settings.ts";

const pem = /^-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n-]+-----END CERTIFICATE-----\n?$/;

const fields = z.extend(providerSettingsSchema, {
  /**
   * The server: `smtp://smtp.example.com:587`, which is asked for STARTTLS, or
   * `smtps://smtp.example.com:465`, which speaks TLS from the start. The ports are those unless told.
   */
  baseUrl: z
    .url({ protocol: /^smtps?$/, error: "must be an smtp or smtps URL" })
    .check(z.regex(/^smtps?:\/\/[^@/?#]+$/, { error: "must be a host, with or without a port" })),
  /** Whom to log in as; nobody if left out. */
  user: z.optional(lineSetting),
  password: z.optional(lineSetting),
  /** The sender's address, with or without a name. */
  from: senderSetting,
  /** The subject of a message that has none. */
  defaultSubject: z._default(lineSetting, "Notification"),
  /** Who vouches for the server's certificate, in PEM, if not one of those that everybody trusts. */
  caCertificate: z.optional(
    z.string().check(z.regex(pem, { error: "must be certificates in PEM" })),
  ),
  /** Connections that one function has at most, each with one message at a time. */
  maxConnections: z._default(z.number().check(z.int(), z.gte(1), z.lte(10)), 3),
});

/** A mail server's settings. */
export const settingsSchema = fields.check(
  z.refine(({ user, password }) => (user === undefined) === (password === undefined), {
    error: "user and password go together",
    path: ["password"],
  }),
);

export type SmtpSettings = z.infer<typeof settingsSchema>;
