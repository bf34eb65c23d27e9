import * as z from "zod/mini";
import { categoryDetail, categoryPattern } from "./category.ts";
import { channelNamePattern } from "./channel.ts";
import type { FieldFault } from "./field-fault.ts";
import { fieldFaults } from "./field-fault.ts";
import { described, matching, needs } from "./fields.ts";
import type { PreferenceStore } from "./ports/preferences.ts";
import type { Clock } from "./ports/system.ts";
import type { PreferenceChanges, PreferenceKind, Preferences } from "./preferences.ts";
import { preferenceKinds } from "./preferences.ts";

/** Categories, and channels, that callers may set for one user. */
export const maxPreferenceNames = 100;

/** The body of `PUT /v1/users/{userId}/preferences`. */
export const preferenceChangesSchema = z
  .strictObject(
    {
      categories: switches(categoryPattern, categoryDetail).check(
        described("Categories, on (`true`) or off.", { marketing: false }),
      ),
      channels: switches(channelNamePattern, "must be a channel's name").check(
        described("Channels, on (`true`) or off.", { sms: true }),
      ),
    },
    "must be a JSON object",
  )
  .check(
    z.meta({ description: "Categories and channels to turn on and off; others stay as they are." }),
  );

function switches(name: RegExp, detail: string) {
  const error = needs("an object whose values are true or false");
  const isOn = z.boolean({ error: needs("true or false") });
  return z.optional(z.record(matching(name, detail), isOn, { error }));
}

/** What changing preferences needs. */
export interface ChangeDependencies {
  readonly preferences: Pick<PreferenceStore, "preferencesOf" | "setPreferences">;
  /** The deployed channels. */
  readonly channels: readonly string[];
  readonly clock: Clock;
}

/** What the user wants now, or what is wrong with the request. */
export type PreferenceChange =
  | { readonly preferences: Preferences }
  | { readonly faults: readonly FieldFault[] };

/**
 * Turns a user's categories and channels on and off, as a request's body says. What it does not name stays as it is,
 * so that a page that was opened before does not undo what the user clicked in a mail.
 *
 * @throws DependencyUnavailable when it may not have been kept: the caller should repeat the call.
 */
export async function changePreferences(
  deps: ChangeDependencies,
  userId: string,
  body: unknown,
): Promise<PreferenceChange> {
  const parsed = z.safeParse(preferenceChangesSchema, withoutNulls(body));
  if (!parsed.success) {
    const unknown = "is not a field of preferences";
    return { faults: fieldFaults(parsed.error, { whole: "body", unknown }) };
  }
  const changes = parsed.data;
  const known = await deps.preferences.preferencesOf(userId);
  const faults = [...tooMany(changes, known), ...unknownChannels(changes, known, deps.channels)];
  if (faults.length > 0) {
    return { faults };
  }
  const isAnything = preferenceKinds.some((kind) => namesIn(changes, kind).length > 0);
  const stamp = { since: deps.clock.now(), by: "caller" } as const;
  return {
    preferences: isAnything ? await deps.preferences.setPreferences(userId, changes, stamp) : known,
  };
}

/** A field that is `null` is left out. */
function withoutNulls(body: unknown): unknown {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return body;
  }
  const isLeftOut = ([field, value]: [string, unknown]) =>
    value === null && (preferenceKinds as readonly string[]).includes(field);
  return Object.fromEntries(Object.entries(body).filter((entry) => !isLeftOut(entry)));
}

function namesIn(changes: PreferenceChanges, kind: PreferenceKind): readonly string[] {
  return Object.keys(changes[kind] ?? {});
}

function tooMany(changes: PreferenceChanges, known: Preferences): readonly FieldFault[] {
  return preferenceKinds
    .filter((kind) => {
      const added = namesIn(changes, kind).filter((name) => !known[kind].has(name));
      return added.length > 0 && known[kind].size + added.length > maxPreferenceNames;
    })
    .map((kind) => ({ field: kind, detail: `may be at most ${maxPreferenceNames} of a user's` }));
}

/** A channel that was removed may be there again one day: what is kept of it can still be changed. */
function unknownChannels(
  changes: PreferenceChanges,
  known: Preferences,
  deployed: readonly string[],
): readonly FieldFault[] {
  return namesIn(changes, "channels")
    .filter((name) => !deployed.includes(name) && !known.channels.has(name))
    .map((name) => ({
      field: `channels.${name}`,
      detail: `is no channel; there are ${deployed.join(", ")}`,
    }));
}
