import { useState } from "preact/hooks";
import type { PreferenceChanges, Preferences } from "../../client/herald-client.ts";
import type { Fault } from "../herald.ts";
import { faultOf, useHerald, useMayCall } from "../herald.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { TextField } from "../parts/field.tsx";
import { usePoll } from "../use-poll.ts";
import { useViewHeading } from "../use-route.ts";

type Kind = "categories" | "channels";

/** What a user has turned on and off, and switches to change it. */
export function PreferencesView({ userId }: { userId: string }) {
  const { client, announce } = useHerald();
  const mayChange = useMayCall("changePreferences");
  const heading = useViewHeading(`Preferences of ${userId}`);
  const [known, setKnown] = useState<Preferences>();
  const [changeFault, setChangeFault] = useState<Fault>();
  const [isBusy, setIsBusy] = useState(false);
  const { fault } = usePoll(userId, false, async (isCurrent) => {
    const found = await client.preferences(userId);
    if (isCurrent()) {
      setKnown(found);
    }
  });

  const change = async (changes: PreferenceChanges, said: string) => {
    setIsBusy(true);
    try {
      setKnown(await client.changePreferences(userId, changes));
      setChangeFault(undefined);
      announce(said);
    } catch (error) {
      setChangeFault(faultOf(error));
    }
    setIsBusy(false);
  };
  const turn = (kind: Kind, name: string, isOn: boolean) =>
    void change({ [kind]: { [name]: isOn } }, `${name} is ${isOn ? "on" : "off"}`);

  return (
    <>
      <div class="view-head">
        <h1 ref={heading} tabIndex={-1}>
          <span class="of">Preferences of</span> <bdi>{userId}</bdi>
        </h1>
      </div>
      <FaultNote fault={changeFault ?? fault} />
      {!known && !fault && <p class="note">Looking…</p>}
      {known && (
        <>
          <p class="note">What is not listed is on. A channel that is off gets nothing at all.</p>
          {(["categories", "channels"] as const).map((kind) => (
            <Switches
              key={kind}
              kind={kind}
              names={known[kind]}
              mayChange={mayChange}
              isBusy={isBusy}
              onTurn={(name, isOn) => turn(kind, name, isOn)}
            />
          ))}
          {mayChange && (
            <AddCategory isBusy={isBusy} onAdd={(name) => turn("categories", name, false)} />
          )}
        </>
      )}
    </>
  );
}

function Switches({
  kind,
  names,
  mayChange,
  isBusy,
  onTurn,
}: {
  kind: Kind;
  names: Readonly<Record<string, boolean>>;
  mayChange: boolean;
  isBusy: boolean;
  onTurn: (name: string, isOn: boolean) => void;
}) {
  const title = kind === "categories" ? "Categories" : "Channels";
  const entries = Object.entries(names).toSorted(([one], [other]) => one.localeCompare(other));
  return (
    <section class="card" aria-label={title} aria-busy={isBusy}>
      <h2>{title}</h2>
      {entries.length === 0 && <p class="hint">Nothing was ever turned on or off.</p>}
      <div class="boxes">
        {entries.map(([name, isOn]) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={isOn}
              disabled={!mayChange}
              aria-disabled={isBusy}
              onClick={(event) => {
                // A disabled switch would lose the focus with each change.
                if (isBusy) {
                  event.preventDefault();
                }
              }}
              onChange={(event) => onTurn(name, event.currentTarget.checked)}
            />{" "}
            <bdi>{name}</bdi>
          </label>
        ))}
      </div>
    </section>
  );
}

function AddCategory({ isBusy, onAdd }: { isBusy: boolean; onAdd: (name: string) => void }) {
  return (
    <form
      class="card narrow"
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        onAdd(String(new FormData(form).get("category") ?? "").trim());
        form.reset();
      }}
    >
      <TextField name="category" label="Another category" required />
      <button type="submit" disabled={isBusy}>
        Turn it off
      </button>
    </form>
  );
}
