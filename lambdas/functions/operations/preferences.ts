import { dynamoDbPreferenceStore } from "../../adapters/dynamodb-preference-store.ts";
import { changePreferences } from "../../core/change-preferences.ts";
import type { Preference, Preferences } from "../../core/preferences.ts";
import { systemClock } from "../../runtime/system.ts";
import { deployedChannels, table } from "./dependencies.ts";

const preferences = dynamoDbPreferenceStore(table);

/** What a user wants, as the API shows it. */
export async function preferencesOf(userId: string) {
  return shown(userId, await preferences.preferencesOf(userId));
}

/** Turns categories and channels on and off; returns what the user wants now, or what is wrong with the body. */
export async function change(userId: string, body: unknown) {
  const deps = { preferences, channels: deployedChannels, clock: systemClock };
  const changed = await changePreferences(deps, userId, body);
  return "faults" in changed ? changed : shown(userId, changed.preferences);
}

function shown(userId: string, { categories, channels }: Preferences) {
  return { userId, categories: switches(categories), channels: switches(channels) };
}

function switches(known: ReadonlyMap<string, Preference>): Readonly<Record<string, boolean>> {
  return Object.fromEntries([...known].map(([name, { isOn }]) => [name, isOn]));
}
