import * as z from "zod/mini";
import type { AddressKind } from "./address.ts";
import type { Outcome } from "./outcome.ts";

/** What a provider is asked to carry: one delivery, already cut down to the address it needs. */
export interface ProviderMessage {
  /** The user's address of the kind that the provider needs; empty where it needs none. */
  readonly to: string;
  readonly text: string;
  readonly subject?: string;
  /** After this moment the message is of no use to the user. */
  readonly expiresAt?: Date;
  /** The delivery's ids, for the tags and callback URLs by which a receipt finds it again. */
  readonly userId: string;
  readonly notificationId: string;
  readonly channel: string;
}

/** A provider with its settings applied, ready to carry messages. */
export interface Provider {
  /**
   * Makes one call to the provider, without retries.
   *
   * @param signal aborts at the call's time-out; the call must then let go of its socket.
   * @returns the outcome. It rejects only on a programming error.
   */
  send(message: ProviderMessage, signal: AbortSignal): Promise<Outcome>;
}

/**
 * One outside service that can carry messages; what a provider's file exports.
 *
 * Settings come from the SSM parameter `/herald/<stage>/providers/<id>`, JSON checked by
 * `settingsSchema`.
 */
export interface ProviderModule<Settings extends ProviderSettings = ProviderSettings> {
  /** The name used in configuration and records: lower case, digits and dashes. */
  readonly id: string;
  /** The address it needs, or `null` for a provider that needs none. */
  readonly address: AddressKind | null;
  /** Codes of its refusals that mean the address itself: it is suppressed, for every provider. */
  readonly suppressionCodes?: readonly string[];
  readonly settingsSchema: z.ZodMiniType<Settings>;
  /**
   * Makes the provider. Called once per function environment and change of its settings.
   *
   * @param publicUrl where the API is for the provider's callbacks, without a slash at the end; the
   * provider does without them where it is not known.
   */
  create(settings: Settings, publicUrl?: string): Provider;
}

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
