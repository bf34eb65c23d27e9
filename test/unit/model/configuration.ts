import type { AddressKind } from "../../../lambdas/core/address.ts";
import type { ChannelPolicy } from "../../../lambdas/core/channel.ts";

/** Fewer than a queue has, so that it does not take long until a message has used them up. */
const maxReceives = 25;

/** The channels of the model: one that resends after an unknown outcome, one that holds. */
export const channels = {
  sms: {
    address: "phoneNumber",
    providers: ["twilio", "sns"],
    policy: { retryDelaysSeconds: [5, 20], afterUnknown: "resend", order: "listed", maxReceives },
  },
  email: {
    address: "email",
    providers: ["sendgrid", "ses"],
    policy: { retryDelaysSeconds: [5, 20], afterUnknown: "hold", order: "listed", maxReceives },
  },
} as const satisfies Record<
  string,
  { address: AddressKind; providers: readonly string[]; policy: ChannelPolicy }
>;

export type ChannelName = keyof typeof channels;

export const channelNames = Object.keys(channels) as ChannelName[];

/** Each channel's providers. */
export const providerLists = Object.values(channels).map(({ providers }) => [...providers]);

/** What can be changed without a deployment. */
export interface Configuration {
  readonly enabled: readonly string[];
  readonly providers: Readonly<Record<ChannelName, readonly string[]>>;
  readonly responsesPerHour: number;
}

export const firstConfiguration: Configuration = {
  enabled: channelNames,
  providers: { sms: channels.sms.providers, email: channels.email.providers },
  responsesPerHour: 2,
};

/** Messages that an address may get in an hour: fewer than some runs would send. */
export const messagesPerHour = 3;

/** As `config/production.json` has them, in smaller. */
export const functionTimeoutMs = 20_000;
export const queueVisibilityMs = 6 * functionTimeoutMs;
export const providerTimeoutMs = 3_000;
