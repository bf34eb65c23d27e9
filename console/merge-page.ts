import type { NotificationPage, TrackedNotification } from "../client/herald-client.ts";

/** The notifications that a list has loaded so far, newest first. */
export interface Loaded {
  readonly notifications: readonly TrackedNotification[];
  /** Continues after the oldest one; absent when there are no older ones. */
  readonly nextCursor?: string | undefined;
  /** Beside a cursor: what was registered before this moment was not looked at yet. */
  readonly lookedBackTo?: string | undefined;
  /** How far the first page looked back. */
  readonly firstLookedBackTo?: string | undefined;
}

/**
 * Merges a newly read first page into what was loaded. It replaces everything that it looked at; what is
 * older stays, and so does the cursor that continues after it.
 */
export function withFirstPage(loaded: Loaded | undefined, page: NotificationPage): Loaded {
  const { notifications, lookedBackTo } = page;
  const fresh: Loaded = { ...page, firstLookedBackTo: lookedBackTo };
  if (loaded === undefined || lookedBackTo === undefined) {
    return fresh;
  }
  const isFurther = loaded.lookedBackTo === undefined || loaded.lookedBackTo < lookedBackTo;
  // A page of new ones alone leaves a gap to the old ones, so those must be loaded again.
  const meets =
    lookedBackTo <= (loaded.firstLookedBackTo ?? "") ||
    loaded.notifications.some(({ registeredAt }) => registeredAt >= lookedBackTo);
  if (!isFurther || !meets) {
    return fresh;
  }
  const known = new Set(notifications.map(({ id }) => id));
  const older = loaded.notifications.filter(
    ({ id, registeredAt }) => registeredAt <= lookedBackTo && !known.has(id),
  );
  return {
    ...loaded,
    notifications: [...notifications, ...older],
    firstLookedBackTo: lookedBackTo,
  };
}

/** Appends the next page. */
export function withNextPage(loaded: Loaded, page: NotificationPage): Loaded {
  const known = new Set(loaded.notifications.map(({ id }) => id));
  const added = page.notifications.filter(({ id }) => !known.has(id));
  return {
    notifications: [...loaded.notifications, ...added],
    nextCursor: page.nextCursor,
    lookedBackTo: page.lookedBackTo,
    firstLookedBackTo: loaded.firstLookedBackTo,
  };
}
