/**
 * Every provider that a channel can name, by id: one line each.
 *
 * The imports are lazy, so a function evaluates only the providers that its channel uses.
 */
export const providerRegistry = {
  "always-fail": async () => (await import("./always-fail/provider.ts")).alwaysFail,
  messenger: async () => (await import("./messenger/provider.ts")).messenger,
  pushy: async () => (await import("./pushy/provider.ts")).pushy,
  sendgrid: async () => (await import("./sendgrid/provider.ts")).sendgrid,
  ses: async () => (await import("./ses/provider.ts")).ses,
  sns: async () => (await import("./sns/provider.ts")).sns,
  twilio: async () => (await import("./twilio/provider.ts")).twilio,
} as const;

/** The name of a provider, as in the parameters `channels/<channel>/providers`. */
export type ProviderId = keyof typeof providerRegistry;
