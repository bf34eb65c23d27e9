import { useState } from "preact/hooks";
import type { Fault } from "../herald.ts";
import { faultOf, useHerald, useMayCall } from "../herald.ts";
import { listQueryOf } from "../list-query.ts";
import type { Loaded } from "../merge-page.ts";
import { withFirstPage, withNextPage } from "../merge-page.ts";
import { CountsChart } from "../parts/counts-chart.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { FilterBar } from "../parts/filter-bar.tsx";
import { LiveSwitch } from "../parts/live-switch.tsx";
import { NotificationRow } from "../parts/notification-row.tsx";
import { Time } from "../parts/time.tsx";
import type { Filters } from "../route.ts";
import { linkTo } from "../route.ts";
import { usePoll } from "../use-poll.ts";
import { useViewHeading } from "../use-route.ts";

/** A user's notifications, newest first, refreshed as new ones arrive. */
export function ListView({ userId, filters }: { userId: string; filters: Filters }) {
  const { client, announce } = useHerald();
  const maySend = useMayCall("sendNotification");
  const maySeeSuppressions = useMayCall("listSuppressions");
  const maySeePreferences = useMayCall("readPreferences");
  const mayErase = useMayCall("eraseUser");
  const heading = useViewHeading(`Notifications of ${userId}`);
  const [isLive, setIsLive] = useState(true);
  const key = linkTo({ view: "list", userId, filters });
  const [state, setState] = useState<{ key: string; loaded: Loaded }>();
  const [moreFault, setMoreFault] = useState<Fault>();
  const loaded = state?.key === key ? state.loaded : undefined;

  const { fault } = usePoll(key, isLive, async (isCurrent) => {
    const page = await client.list(userId, listQueryOf(filters));
    if (!isCurrent()) {
      return;
    }
    setState((before) => {
      const old = before?.key === key ? before.loaded : undefined;
      return { key, loaded: withFirstPage(old, page) };
    });
    const newest = loaded?.notifications[0]?.id ?? "";
    const added = page.notifications.filter(({ id }) => id > newest).length;
    if (loaded && added > 0) {
      announce(`${added} new notification${added === 1 ? "" : "s"}`);
    }
  });

  const loadMore = async () => {
    if (loaded?.nextCursor === undefined) {
      return;
    }
    try {
      const page = await client.list(userId, {
        ...listQueryOf(filters),
        cursor: loaded.nextCursor,
      });
      setState({ key, loaded: withNextPage(loaded, page) });
      setMoreFault(undefined);
      const { length } = page.notifications;
      announce(length === 0 ? "None further back" : `${length} older notifications loaded`);
    } catch (error) {
      setMoreFault(faultOf(error));
    }
  };

  const notifications = loaded?.notifications ?? [];
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <>
      <div class="view-head">
        <h1 ref={heading} tabIndex={-1}>
          <span class="of">Notifications of</span> <bdi>{userId}</bdi>
        </h1>
        <div class="buttons">
          <LiveSwitch isLive={isLive} onChange={setIsLive} />
          {maySeeSuppressions && (
            <a class="button" href={linkTo({ view: "suppressions", userId })}>
              Suppressions
            </a>
          )}
          {maySeePreferences && (
            <a class="button" href={linkTo({ view: "preferences", userId })}>
              Preferences
            </a>
          )}
          {mayErase && (
            <a class="button" href={linkTo({ view: "erase", userId })}>
              Erase…
            </a>
          )}
          {maySend && (
            <a class="button" href={linkTo({ view: "send", userId })}>
              Send one
            </a>
          )}
        </div>
      </div>
      <FilterBar userId={userId} filters={filters} notifications={notifications} />
      <FaultNote fault={fault} />
      {loaded && notifications.length > 0 && (
        <CountsChart notifications={notifications} lookedBackTo={loaded.lookedBackTo} />
      )}
      {loaded && notifications.length === 0 && (
        <p class="note">
          <NothingFound isFiltered={isFiltered} lookedBackTo={loaded.lookedBackTo} />
        </p>
      )}
      {!loaded && !fault && <p class="note">Looking…</p>}
      <ol class="rows" aria-label="Notifications, newest first">
        {notifications.map((notification) => (
          <NotificationRow key={notification.id} notification={notification} />
        ))}
      </ol>
      <FaultNote fault={moreFault} />
      {loaded?.nextCursor !== undefined && (
        <div class="further">
          {isFiltered && notifications.length > 0 && loaded.lookedBackTo !== undefined && (
            <p class="hint">
              Looked back to <Time at={loaded.lookedBackTo} />.
            </p>
          )}
          <button type="button" onClick={() => void loadMore()}>
            {notifications.length > 0 ? "Load older ones" : "Look further back"}
          </button>
        </div>
      )}
    </>
  );
}

/** A list that was not looked through to its end says how far it was. */
function NothingFound({
  isFiltered,
  lookedBackTo,
}: {
  isFiltered: boolean;
  lookedBackTo: string | undefined;
}) {
  if (lookedBackTo !== undefined) {
    return (
      <>
        No notification of this user {isFiltered && "that fits the filters "}since{" "}
        <Time at={lookedBackTo} />. What is older was not looked at yet.
      </>
    );
  }
  return isFiltered ? (
    <>No notification of this user fits the filters.</>
  ) : (
    <>Herald has no notification of this user.</>
  );
}
