import type { Preference, PreferenceKind, Preferences } from "../core/preferences.ts";
import { preferenceKinds } from "../core/preferences.ts";
import type { Item } from "./dynamodb-items.ts";

/** The preferences that a user's item of suppressions holds beside these. */
export function preferencesIn(ofUser: Item | undefined): Preferences {
  const { categories, channels } = Object.fromEntries(
    preferenceKinds.map((kind) => [kind, readMap(ofUser?.[kind])]),
  ) as Preferences;
  return { categories, channels };
}

/** Whether there are any. */
export function hasPreferences(preferences: Preferences): boolean {
  return preferenceKinds.some((kind) => preferences[kind].size > 0);
}

/** A preference as its item's map holds it. */
export function toPreferenceValue({ isOn, since, by }: Preference): Item {
  return { isOn, since: since.toISOString(), by };
}

function readMap(kept: Item | undefined): Preferences[PreferenceKind] {
  const entries = Object.entries<Item>(kept ?? {});
  return new Map(
    entries.map(([name, { isOn, since, by }]) => [name, { isOn, since: new Date(since), by }]),
  );
}
