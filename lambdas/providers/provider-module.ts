import * as z from "zod/mini";
import type { AddressKind } from "../core/address.ts";
import type { ContentLimit } from "../core/content-limits.ts";
import type { Provider } from "../core/provider.ts";
import type {
  FindShapeFault,
  IsVerification,
  ReadCallback,
  ReadEvent,
  VerifyWebhook,
} from "./callback.ts";

/** The time-out of one provider call where its settings name none, in milliseconds. */
export const defaultTimeoutMs = 3_000;

/** The settings that every provider has; a provider's schema extends it with `z.extend`. */
export const providerSettingsSchema = z.strictObject({
  /**
   * Milliseconds that one call may take, connecting included. At most 10 s: longer would leave a
   * function no time for the next provider.
   */
  timeoutMs: z._default(z.number().check(z.int(), z.gte(100), z.lte(10_000)), defaultTimeoutMs),
});

/** What every provider's settings come to once parsed. */
export type ProviderSettings = z.infer<typeof providerSettingsSchema>;

/** What sends: the exports of `send.ts` in a provider's folder. */
export interface ProviderSender<Settings> {
  /**
   * Makes the provider. Called once per function environment and change of its settings.
   *
   * @param publicUrl where the API is for the provider's callbacks, without a slash at the end; the
   * provider does without them where it is not known.
   */
  create(settings: Settings, publicUrl?: string): Provider;
}

/**
 * One outside service that can carry messages: what `provider.ts` in its folder exports. It is light;
 * what sends and what reads receipts is loaded only by the functions that do so. What the stack makes
 * for it, if anything, is in `stack.ts` beside it.
 *
 * Settings come from the SSM parameter `/herald/<stage>/providers/<id>`, JSON checked by
 * `settingsSchema`.
 */
export interface ProviderModule<Settings extends ProviderSettings = ProviderSettings> {
  /** Its folder's name, used in configuration and records: lower case, digits and dashes. */
  readonly id: string;
  /** The address it needs, or `null` for a provider that needs none. */
  readonly address: AddressKind | null;
  /** Whether it can do without that address, as its settings may say where messages go. */
  readonly isAddressOptional?: true;
  /**
   * Whether an address looks like one of its own, where the kind is shared: a device's token is one push
   * service's. Where it does not, and does to another provider of the channel, this one is not asked.
   */
  readonly recognizes?: (address: string) => boolean;
  /** How much it carries at most: more is refused when it is asked for, not when it is sent. */
  readonly contentLimit?: ContentLimit;
  readonly settingsSchema: z.ZodMiniType<Settings>;
  /** Loads what sends. */
  readonly loadSender: () => Promise<ProviderSender<Settings>>;
  /** How it says later what became of a message; none for a provider that never says. */
  readonly receipts?: ProviderReceipts;
  /** What a stage's deployment configuration means to it. */
  readonly deployment?: ProviderDeployment;
}

/** How a provider's receipts come in. */
export interface ProviderReceipts {
  /** Over HTTP, signed or with a password. */
  readonly callback?: CallbackRoute;
  /** As messages of its own in the receipts' queue, which `stack.ts` brings there. */
  readonly events?: { readonly load: () => Promise<EventReader> };
  /** The id that a send returned, in the name that receipts give the message; the same if left out. */
  readonly messageIdOf?: (named: string) => string;
}

/** A provider's callbacks: where they arrive, and what reads them. */
export interface CallbackRoute {
  /** What follows `/v1/receipts/<id>`: nothing, or the delivery's ids. */
  readonly path: "" | "/{ids}";
  /** Of its settings, what callbacks are checked with. Other settings may be wrong meanwhile. */
  readonly keysSchema: z.ZodMiniType;
  readonly load: () => Promise<CallbackReader>;
  /** Whether it verifies the webhook by a GET before it uses it. */
  readonly isVerified?: true;
}

/** What reads a provider's callbacks: exports of `receipts.ts` in its folder. */
export interface CallbackReader {
  /** Asked before anything is read for a callback; `readCallback` need not count on it. */
  readonly findShapeFault: FindShapeFault;
  readonly readCallback: ReadCallback;
  /** Of a provider that verifies the webhook; asked before `verifyWebhook`, and before any read. */
  readonly isVerification?: IsVerification;
  /** Of a provider that verifies the webhook. */
  readonly verifyWebhook?: VerifyWebhook;
}

/** What reads a provider's events: an export of `receipts.ts` in its folder. */
export interface EventReader {
  readonly readEvent: ReadEvent;
}

/** What a provider is told of a stage's deployment configuration. */
export interface StageFacts {
  /** What the names of the stage's resources begin with: `herald-sandbox`. */
  readonly namePrefix: string;
  readonly production: boolean;
  readonly emailIdentity?: string | undefined;
  readonly emailFrom?: string | undefined;
  readonly createEmailIdentity: boolean;
  readonly createSmsConfigurationSet: boolean;
  /** The KMS key that encrypts what the stage keeps or queues; AWS's own keys if left out. */
  readonly kmsKeyArn?: string | undefined;
}

/** What a stage's deployment configuration means to a provider. */
export interface ProviderDeployment {
  /**
   * The first value of `providers/<id>`, for a provider whose settings hold nothing secret. Any other
   * has its settings in a SecureString, which CloudFormation cannot make: the deployer puts it.
   */
  readonly firstSettings: (facts: StageFacts) => Readonly<Record<string, string>>;
  /**
   * What is wrong with the configuration where a channel may use the provider.
   *
   * @param channel the first channel that may.
   */
  readonly faults?: (facts: StageFacts, channel: string) => readonly DeploymentFault[];
}

/** One mistake: the field, as `emailFrom`, and what is wrong with it. */
export interface DeploymentFault {
  readonly field: string;
  readonly detail: string;
}
