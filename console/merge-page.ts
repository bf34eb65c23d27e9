import type { NotificationPage, TrackedNotification } from "../client/herald-client.ts";

/** The notifications that a list has loaded so far, newest first. */
export interface Loaded {
  readonly notifications: readonly TrackedNotification[];
  /** Continues after the oldest one; absent when there are no older ones. */
  readonly nextCursor?: string | undefined;
}

/**
 * Merges a newly read first page into what was loaded. It replaces everything from its oldest
 * notification on; older ones stay, and so does the cursor that continues after them.
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
  // A full page of new ones leaves a gap to the old ones, so those must be loaded again.
  const meets = loaded.notifications.some(({ id }) => id >= oldest);
  if (!meets) {
    return page;
  }
  return { notifications: [...page.notifications, ...older], nextCursor: loaded.nextCursor };
}

/** Appends the next page. */
export function withNextPage(loaded: Loaded, page: NotificationPage): Loaded {
  const known = new Set(loaded.notifications.map(({ id }) => id));
  const added = page.notifications.filter(({ id }) => !known.has(id));
  return {
    notifications: [...loaded.notifications, ...added],
    nextCursor: page.nextCursor,
  };
}
