import { useState } from "preact/hooks";
import type { Suppressions } from "../../client/herald-client.ts";
import type { Fault } from "../herald.ts";
import { faultOf, useHerald, useMayCall } from "../herald.ts";
import type { Question } from "../parts/confirm-dialog.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Time } from "../parts/time.tsx";
import { UserForm } from "../parts/user-form.tsx";
import { usePoll } from "../use-poll.ts";
import { useViewHeading } from "../use-route.ts";

type Suppression = Suppressions["suppressions"][number];

/** A user's addresses that are not written to any more; asks whose, if that is not said. */
export function SuppressionsView({ userId }: { userId: string | undefined }) {
  return userId === undefined ? <AskForUser /> : <SuppressionsOf userId={userId} />;
}

function AskForUser() {
  const heading = useViewHeading("Suppressed addresses");
  return (
    <section class="card narrow">
      <h1 ref={heading} tabIndex={-1}>
        A user's suppressed addresses
      </h1>
      <UserForm
        button="Show suppressions"
        routeOf={(userId) => ({ view: "suppressions", userId })}
      />
    </section>
  );
}

function SuppressionsOf({ userId }: { userId: string }) {
  const { client, announce } = useHerald();
  const mayLift = useMayCall("liftSuppression");
  const heading = useViewHeading(`Suppressed addresses of ${userId}`);
  const [known, setKnown] = useState<readonly Suppression[]>();
  const [question, setQuestion] = useState<Question>();
  const [liftFault, setLiftFault] = useState<Fault>();
  const { fault, askNow } = usePoll(userId, false, async (isCurrent) => {
    const { suppressions } = await client.suppressions(userId);
    if (isCurrent()) {
      setKnown(suppressions);
    }
  });

  const lift = async (hash: string) => {
    try {
      await client.lift(userId, hash);
      setLiftFault(undefined);
      announce("Lifted");
    } catch (error) {
      setLiftFault(faultOf(error));
    }
    await askNow();
    heading.current?.focus();
  };
  const askToLift = ({ hash, reason, provider }: Suppression) =>
    setQuestion({
      title: "Lift this suppression?",
      detail: `${reasons[reason]}, said ${provider}. Deliveries go to it again, whoever uses it: make sure that its owner wants that.`,
      yes: "Lift it",
      onYes: () => void lift(hash),
    });

  return (
    <>
      <div class="view-head">
        <h1 ref={heading} tabIndex={-1}>
          <span class="of">Suppressed addresses of</span> <bdi>{userId}</bdi>
        </h1>
      </div>
      <FaultNote fault={liftFault ?? fault} />
      {!known && !fault && <p class="note">Looking…</p>}
      {known?.length === 0 && <p class="note">No address of this user is suppressed.</p>}
      <ol class="rows" aria-label="Suppressed addresses">
        {known?.map((each) => (
          <li key={each.hash} class="row">
            <Time at={each.at} />
            <span>
              {reasons[each.reason]}, said {each.provider}. By its hash: <code>{each.hash}</code>
            </span>
            {mayLift && (
              <button type="button" onClick={() => askToLift(each)}>
                Lift
              </button>
            )}
          </li>
        ))}
      </ol>
      <ConfirmDialog question={question} onClose={() => setQuestion(undefined)} />
    </>
  );
}

const reasons: Readonly<Record<Suppression["reason"], string>> = {
  bounced: "Mail to it came back for good",
  complained: "Its owner complained, or said STOP",
  refused: "It was refused as one that will never work",
};
