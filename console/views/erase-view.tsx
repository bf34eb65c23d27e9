import { useState } from "preact/hooks";
import type { Erased } from "../../client/herald-client.ts";
import type { Fault } from "../herald.ts";
import { faultOf, useHerald } from "../herald.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { TextField } from "../parts/field.tsx";
import { UserForm } from "../parts/user-form.tsx";
import { useViewHeading } from "../use-route.ts";

/** Erases all that is kept of a user, once the id was typed again; asks whom, if that is not said. */
export function EraseView({ userId }: { userId: string | undefined }) {
  return userId === undefined ? <AskForUser /> : <EraseUser userId={userId} />;
}

function AskForUser() {
  const heading = useViewHeading("Erase a user");
  return (
    <section class="card narrow">
      <h1 ref={heading} tabIndex={-1}>
        Erase a user
      </h1>
      <UserForm button="Go on" routeOf={(userId) => ({ view: "erase", userId })} />
    </section>
  );
}

function EraseUser({ userId }: { userId: string }) {
  const { client, announce } = useHerald();
  const heading = useViewHeading(`Erase ${userId}`);
  const [fault, setFault] = useState<Fault>();
  const [isBusy, setIsBusy] = useState(false);
  const [erased, setErased] = useState<Erased>();

  const erase = async (confirmation: string) => {
    if (confirmation.trim() !== userId) {
      setFault({ title: "Not erased.", detail: "This is not the user's id.", fields: {} });
      return;
    }
    setIsBusy(true);
    try {
      setErased(await client.erase(userId));
      setFault(undefined);
      announce("The user is erased");
    } catch (error) {
      setFault(faultOf(error));
    }
    setIsBusy(false);
  };

  return (
    <form
      class="card narrow"
      onSubmit={(event) => {
        event.preventDefault();
        void erase(String(new FormData(event.currentTarget).get("confirmation")));
      }}
    >
      <h1 ref={heading} tabIndex={-1}>
        <span class="of">Erase</span> <bdi>{userId}</bdi>
      </h1>
      {erased ? (
        <p class="note">
          Erased: {erased.notifications} notifications, {erased.deliveries} deliveries and{" "}
          {erased.other} other records.
        </p>
      ) : (
        <>
          <p>
            Every notification of this user is removed, with its deliveries, suppressed addresses
            and counters. What is still queued is not sent. It cannot be undone.
          </p>
          <TextField name="confirmation" label="The user's id once more, to confirm" required />
          <FaultNote fault={fault} />
          <button type="submit" class="danger" disabled={isBusy}>
            Erase everything
          </button>
        </>
      )}
    </form>
  );
}
