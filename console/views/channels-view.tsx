import { useState } from "preact/hooks";
import type { ServiceStatus } from "../../client/herald-client.ts";
import { useHerald } from "../herald.ts";
import { Explanation } from "../parts/explanation.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { LiveSwitch } from "../parts/live-switch.tsx";
import { Time } from "../parts/time.tsx";
import { usePoll } from "../use-poll.ts";
import { useViewHeading } from "../use-route.ts";

type Channel = ServiceStatus["channels"][number];
type Provider = Channel["providers"][number];

/** The state of the channels, their providers and their queues. */
export function ChannelsView() {
  const { client } = useHerald();
  const heading = useViewHeading("Channels");
  const [isLive, setIsLive] = useState(true);
  const [status, setStatus] = useState<ServiceStatus>();
  const { fault } = usePoll("channels", isLive, async () => setStatus(await client.status()));
  return (
    <>
      <div class="view-head">
        <h1 ref={heading} tabIndex={-1}>
          Channels
        </h1>
        <LiveSwitch isLive={isLive} onChange={setIsLive} />
      </div>
      <FaultNote fault={fault} />
      {!status && !fault && <p class="note">Looking…</p>}
      <div class="channels">
        {status?.channels.map((channel) => (
          <ChannelCard key={channel.name} channel={channel} />
        ))}
      </div>
    </>
  );
}

function ChannelCard({ channel: { name, enabled, providers, queue } }: { channel: Channel }) {
  const heading = `channel-${name}`;
  return (
    <section class="card channel" aria-labelledby={heading}>
      <header>
        <h2 id={heading}>{name}</h2>
        <span class={enabled ? "chip chip-delivered" : "chip chip-queued"}>
          {enabled ? "enabled" : "disabled"}
        </span>
      </header>
      <h3>Providers, first choice first</h3>
      <ol class="providers">
        {providers.map((provider) => (
          <ProviderLine key={provider.id} provider={provider} />
        ))}
      </ol>
      <dl class="queue">
        <Count name="waiting" count={queue.waiting} />
        <Count name="in flight" count={queue.inFlight} />
        <Count name="dead letters" count={queue.deadLetters} isFault />
      </dl>
    </section>
  );
}

function ProviderLine({ provider }: { provider: Provider }) {
  const { id, condition, lastError, explanation } = provider;
  return (
    <li class={condition}>
      <b>{id}</b> <ProviderCondition provider={provider} />
      {lastError !== undefined && <code>{lastError}</code>}
      {explanation && <Explanation {...explanation} />}
    </li>
  );
}

function ProviderCondition({ provider: { condition, openUntil, since } }: { provider: Provider }) {
  switch (condition) {
    case "ok":
      return <>is in use</>;
    case "down":
      return <>is down, passed over until {openUntil && <Time at={openUntil} withDay={false} />}</>;
    case "to-be-tried":
      return <>was down; the next delivery that comes to it tries it</>;
    case "misconfigured":
      return <>is misconfigured since {since && <Time at={since} />}</>;
  }
}

function Count({
  name,
  count,
  isFault = false,
}: {
  name: string;
  count: number;
  isFault?: boolean;
}) {
  return (
    <div class={isFault && count > 0 ? "bad" : undefined}>
      <dt>{name}</dt>
      <dd>{count}</dd>
    </div>
  );
}
