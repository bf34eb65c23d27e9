/**
 * Every provider that a channel can name, by id: one line each.
 *
 * The imports are lazy, so a function evaluates only the providers that it uses.
 */
export const providerRegistry = {
  "always-fail": () => import("./always-fail/provider.ts"),
  apns: () => import("./apns/provider.ts"),
  fcm: () => import("./fcm/provider.ts"),
  messenger: () => import("./messenger/provider.ts"),
  postmark: () => import("./postmark/provider.ts"),
  pushy: () => import("./pushy/provider.ts"),
  sendgrid: () => import("./sendgrid/provider.ts"),
  ses: () => import("./ses/provider.ts"),
  slack: () => import("./slack/provider.ts"),
  "sms-voice": () => import("./sms-voice/provider.ts"),
  smtp: () => import("./smtp/provider.ts"),
  sns: () => import("./sns/provider.ts"),
  telegram: () => import("./telegram/provider.ts"),
  twilio: () => import("./twilio/provider.ts"),
  vonage: () => import("./vonage/provider.ts"),
  webhook: () => import("./webhook/provider.ts"),
  whatsapp: () => import("./whatsapp/provider.ts"),
} as const;

/** The name of a provider, as in the parameters `channels/<channel>/providers`. */
export type ProviderId = keyof typeof providerRegistry;

/** Every provider's id. */
export const providerIds = Object.keys(providerRegistry) as readonly ProviderId[];
