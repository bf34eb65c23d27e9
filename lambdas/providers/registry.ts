/**
 * Every provider that a channel can name, by id: one line each.
 *
 * The imports are lazy, so a function evaluates only the providers that its channel uses.
 */
export const providerRegistry = {
  "always-fail": async () => (await import("./demonstration/always-fail.ts")).alwaysFail,
  messenger: async () => (await import("./messenger/messenger.ts")).messenger,
  pushy: async () => (await import("./push/pushy.ts")).pushy,
  sendgrid: async () => (await import("./email/sendgrid.ts")).sendgrid,
  ses: async () => (await import("./email/ses.ts")).ses,
  sns: async () => (await import("./sms/sns.ts")).sns,
  twilio: async () => (await import("./sms/twilio.ts")).twilio,
} as const;

/** The name of a provider, as in the parameters `channels/<channel>/providers`. */
export type ProviderId = keyof typeof providerRegistry;
