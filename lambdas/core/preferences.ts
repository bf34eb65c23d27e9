import type { DeliveryReference } from "./delivery-reference.ts";
import type { Notification } from "./notification.ts";

/** What a user may turn on and off. */
export const preferenceKinds = ["categories", "channels"] as const;

export type PreferenceKind = (typeof preferenceKinds)[number];

/** Who said so: the user by a mail's link, the user by complaining to a provider, or a caller. */
export type PreferenceOrigin = "link" | "complaint" | "caller";

/** Whether a user wants a category, or to be reached on a channel. */
export interface Preference {
  readonly isOn: boolean;
  readonly since: Date;
  readonly by: PreferenceOrigin;
}

/** What a user wants, by the names of categories and channels; what is not there is on. */
export type Preferences = {
  readonly [Kind in PreferenceKind]: ReadonlyMap<string, Preference>;
};

/** Those of a user who never set any. */
export const noPreferences: Preferences = { categories: new Map(), channels: new Map() };

/** Which categories and channels are turned on (`true`) and off, by their names. */
export type PreferenceChanges = {
  readonly [Kind in PreferenceKind]?: Readonly<Record<string, boolean>> | undefined;
};

/** What a delivery says that was not sent because of it. */
export const unsubscribedError = "the user has unsubscribed";

/**
 * Whether a user wants no delivery of a notification on a channel: its category is off, or the channel
 * is. What has no category is transactional: only the channel counts.
 */
export function isUnsubscribed(
  { categories, channels }: Preferences,
  { category }: Pick<Notification, "category">,
  { channel }: Pick<DeliveryReference, "channel">,
): boolean {
  return (category !== undefined && isOff(categories, category)) || isOff(channels, channel);
}

function isOff(known: ReadonlyMap<string, Preference>, name: string): boolean {
  return known.get(name)?.isOn === false;
}
