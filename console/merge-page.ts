import type { NotificationPage, TrackedNotification } from "../client/herald-client.ts";

/** What a list has loaded so far, newest first. */
export interface Loaded {
  readonly notifications: readonly TrackedNotification[];
  /** Goes on after the oldest one; absent when there are no older ones. */
  readonly nextCursor?: string | undefined;
}

/**
 * Puts a freshly read first page over what was loaded: it replaces all that is as new as its oldest
 * notification; older ones stay, as does the cursor that goes on after them.
 */
export function withFirstPage(loaded: Loaded | undefined, page: NotificationPage): Loaded {
  const oldest = page.notifications.at(-1)?.id;
  if (loaded === undefined || oldest === undefined || page.nextCursor === undefined) {
    return page;
  }
  const older = loaded.notifications.filter(({ id }) => id < oldest);
  if (older.length === 0) {
    return page;
  }
  // A full page of new ones leaves a gap to the old ones, which then must be loaded anew.
  const meets = loaded.notifications.some(({ id }) => id >= oldest);
  if (!meets) {
    return page;
  }
  return { notifications: [...page.notifications, ...older], nextCursor: loaded.nextCursor };
}

/** Adds the page that follows. */
export function withNextPage(loaded: Loaded, page: NotificationPage): Loaded {
  const known = new Set(loaded.notifications.map(({ id }) => id));
  const added = page.notifications.filter(({ id }) => !known.has(id));
  return {
    notifications: [...loaded.notifications, ...added],
    nextCursor: page.nextCursor,
  };
}
