import type { Notification } from "../notification.ts";
import type { Preference, PreferenceChanges, Preferences } from "../preferences.ts";

/**
 * Where users' preferences are kept, until the user is erased. Every method may reject with
 * `DependencyUnavailable`.
 */
export interface PreferenceStore {
  /** What a user wants, read consistently. */
  preferencesOf(userId: string): Promise<Preferences>;
  /**
   * Turns categories and channels on and off, at least one, all at once; others stay as they are.
   *
   * @param stamp when it was said, and how.
   * @returns what the user wants now.
   */
  setPreferences(
    userId: string,
    changes: PreferenceChanges,
    stamp: Pick<Preference, "since" | "by">,
  ): Promise<Preferences>;
  /**
   * Turns a notification's category off for its user, unless the category was turned on or off at `at` or later, or
   * the notification is gone.
   *
   * @param at when the user complained.
   */
  complain(notification: CategorizedNotification, at: Date): Promise<void>;
}

/** A notification that is of a category. */
export interface CategorizedNotification extends Pick<Notification, "userId" | "id"> {
  readonly category: string;
}
