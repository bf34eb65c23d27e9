import { sinceText } from "../since-text.ts";
import type { TimelineEvent } from "../timeline.ts";
import { Time } from "./time.tsx";

/** A delivery's events from top to bottom, each with the time that has passed since `since`. */
export function Timeline({ events, since }: { events: readonly TimelineEvent[]; since: string }) {
  return (
    <ol class="timeline">
      {events.map((event, index) => (
        <Event key={`${index} ${event.title}`} event={event} since={since} />
      ))}
    </ol>
  );
}

function Event({ event, since }: { event: TimelineEvent; since: string }) {
  const { title, tone, at, ms, code, detail, url, attempt } = event;
  return (
    <li class={`event event-${tone}`}>
      <span class="event-time">
        {at !== undefined && (
          <>
            <Time at={at} withDay={false} />
            <small>{sinceText(since, at)}</small>
          </>
        )}
      </span>
      <div>
        {attempt !== undefined && <span class="attempt">Attempt {attempt}</span>}
        <p class="event-title">
          {title}
          {code !== undefined && <Code code={code} url={url} />}
          {ms !== undefined && <span class="ms">{ms} ms</span>}
        </p>
        {detail !== undefined && <p class="event-detail">{detail}</p>}
      </div>
    </li>
  );
}

function Code({ code, url }: { code: string; url: string | undefined }) {
  return url === undefined ? (
    <code>{code}</code>
  ) : (
    <a href={url} target="_blank" rel="noreferrer" title="The provider's page on this code">
      <code>{code}</code>
    </a>
  );
}
