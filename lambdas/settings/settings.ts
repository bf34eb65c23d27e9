import * as z from "zod/mini";
import { json } from "../core/json-text.ts";
import type { Limits } from "../core/limits.ts";
import { limitsSchema } from "../core/limits.ts";
import { httpUrl } from "../runtime/formats.ts";
import { listOf } from "./list-of.ts";
import { onlySecureUrl } from "./only-secure-url.ts";
import type { ProviderList } from "./provider-list.ts";
import { providerListOf } from "./provider-list.ts";
import type { Setting, SettingReader } from "./setting.ts";

/** A channel's providers, by id: those that it may use, and those that its list names at first. */
export interface DeployedProviders {
  readonly allowedProviders: readonly string[];
  readonly providers?: readonly string[];
}

/** What settings depend on; a stage's deployment configuration has it all. */
export interface Deployment {
  readonly stage: string;
  readonly enabledChannels: readonly string[];
  readonly responsesPerHour: number;
  readonly limits: Limits;
  readonly channels: Readonly<Record<string, DeployedProviders>>;
}

/** A provider as far as its settings go; a provider's module is one. */
export interface ProviderWithSettings<Value> {
  readonly id: string;
  /** What the JSON must be; anything if left out. */
  readonly settingsSchema?: z.ZodMiniType<Value>;
  /** JSON that holds nothing secret; left out where the deployer must put the settings. */
  readonly firstSettings?: string | undefined;
}

/**
 * Every SSM parameter below `/herald/<stage>/`. The stack makes them and permits functions to read
 * them, functions and `doctor` read them, and `docs/settings.md` describes them, all from here.
 */
export const settings = {
  enabledChannels: (deployment: {
    readonly channels: Readonly<Record<string, unknown>>;
    readonly enabledChannels: readonly string[];
  }): Setting<readonly string[]> => ({
    name: "enabled-channels",
    type: "StringList",
    constructId: "EnabledChannels",
    description: "The channels that are open, by name.",
    schema: listOf(Object.keys(deployment.channels)),
    firstValue: deployment.enabledChannels.join(","),
    fallback: deployment.enabledChannels,
    isOptional: false,
    readBy: ["intake", "operations", "deployment"],
    page: { firstValue: "`enabledChannels`", fallback: "`enabledChannels`" },
  }),

  responsesPerHour: (deployment: { readonly responsesPerHour: number }): Setting<number> => ({
    name: "throttle/responses-per-hour",
    type: "String",
    constructId: "ResponsesPerHour",
    description: "How many notifications that expect a response a user may get in a clock hour.",
    schema: countText,
    firstValue: String(deployment.responsesPerHour),
    fallback: deployment.responsesPerHour,
    isOptional: false,
    readBy: ["intake"],
    page: { firstValue: "`responsesPerHour`", fallback: "`responsesPerHour`" },
  }),

  /** It may be missing: the release before this one had none. */
  limits: (deployment: {
    readonly channels: Readonly<Record<string, unknown>>;
    readonly limits: Limits;
  }): Setting<Limits> => ({
    name: "limits",
    type: "String",
    constructId: "Limits",
    description:
      "How much may be sent, and where to, as JSON: countries, allowedNumberTypes, perAddress, perChannelPerDay.",
    schema: json(limitsSchema(Object.keys(deployment.channels))),
    firstValue: JSON.stringify(deployment.limits),
    fallback: deployment.limits,
    isOptional: true,
    readBy: ["intake"],
    page: { firstValue: "`limits`", fallback: "`limits`" },
  }),

  channelProviders: (
    channel: string,
    { allowedProviders, providers }: DeployedProviders,
  ): Setting<ProviderList> => ({
    name: `channels/${channel}/providers`,
    type: "StringList",
    constructId: `Providers-${channel}`,
    description: "The channel's providers, tried in this order; of its `allowedProviders`.",
    schema: providerListOf(allowedProviders),
    firstValue: providers?.join(","),
    fallback: { accounts: allowedProviders },
    isOptional: false,
    readBy: ["intake", "operations", "channel"],
    page: {
      firstValue: "the channel's `providers`",
      fallback: "the channel's `allowedProviders`",
      note: 'Names with commas between them; or JSON with weights, `{"twilio":80,"sms-voice":20}`, by which a channel of `order` `weighted` draws. An account of a provider goes by its own name, `twilio-otp`.',
    },
  }),

  /** Providers post receipts to it, and sign it as it stands. */
  publicUrl: (apiUrl?: string): Setting<string | undefined> => ({
    name: "public-url",
    type: "String",
    constructId: "PublicUrl",
    description: "Where providers post receipts: the API's URL, or that of its custom domain.",
    schema: httpUrl,
    firstValue: apiUrl,
    fallback: undefined,
    isOptional: true,
    readBy: ["channel", "receipts"],
    page: {
      firstValue: "the API's URL",
      fallback: "none: providers are not told where to post receipts",
    },
  }),

  /**
   * @param stage what it may call depends on it: see `onlySecureUrl`.
   * @param account whose settings they are: an account of the provider, itself if left out.
   */
  providerSettings: <Value>(
    { id, settingsSchema, firstSettings }: ProviderWithSettings<Value>,
    stage: string,
    account = id,
  ): Setting<Value | undefined> => ({
    name: `providers/${account}`,
    siblings: `providers/${id}-*`,
    type: firstSettings === undefined ? "SecureString" : "String",
    constructId: `Settings-${id}`,
    description: `Settings of the provider ${id}, as JSON.`,
    schema: json(
      ofProvider(id, onlySecureUrl(settingsSchema ?? (z.unknown() as z.ZodMiniType<Value>), stage)),
    ),
    firstValue: firstSettings,
    fallback: undefined,
    isOptional: true,
    readBy: ["channel", "receipts"],
    page: {
      firstValue: "none, save for a provider that needs no secret",
      fallback: "the provider is passed over",
      note: 'An account, a second set of settings for one provider, has its own parameter: `providers/twilio-otp` with `{"provider":"twilio", …}`. Its name is the provider\'s id, a dash and a word, so that functions may read it.',
    },
  }),
} as const;

/** Settings that may say whose they are: an account's name alone could be mistaken. */
function ofProvider<Value>(id: string, settingsSchema: z.ZodMiniType<Value>): z.ZodMiniType<Value> {
  return z.pipe(
    z.pipe(
      z.unknown().check(
        z.refine((settings) => [undefined, id].includes(Object(settings).provider), {
          path: ["provider"],
          error: `must be ${id}, as the account's name begins`,
        }),
      ),
      z.transform((settings) => {
        if (typeof settings !== "object" || settings === null || !("provider" in settings)) {
          return settings;
        }
        const { provider: _, ...own } = settings;
        return own;
      }),
    ),
    settingsSchema,
  );
}

const countText = z.pipe(
  z.string().check(z.regex(/^\d{1,9}$/, "must be a whole number")),
  z.transform((text) => Number(text)),
);

/**
 * All settings of a stage.
 *
 * @param providers those that its channels may use.
 */
export function settingsOf(
  deployment: Deployment,
  providers: readonly ProviderWithSettings<unknown>[],
): readonly Setting<unknown>[] {
  return [
    settings.enabledChannels(deployment),
    settings.responsesPerHour(deployment),
    settings.limits(deployment),
    ...Object.entries(deployment.channels).map(([channel, deployed]) =>
      settings.channelProviders(channel, deployed),
    ),
    ...providers.map((provider) => settings.providerSettings(provider, deployment.stage)),
    settings.publicUrl(),
  ];
}

/**
 * The settings that a function reads: for a channel's function, of a deployment of that channel
 * and its providers; for the receipts function, of the providers that call back.
 */
export function settingsReadBy(
  reader: SettingReader,
  deployment: Deployment,
  providers: readonly ProviderWithSettings<unknown>[],
): readonly Setting<unknown>[] {
  return settingsOf(deployment, providers).filter(({ readBy }) => readBy.includes(reader));
}
