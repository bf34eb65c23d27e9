import type { Fault } from "../herald.ts";

/** Says what went wrong, at once to a screen reader too. */
export function FaultNote({ fault }: { fault: Fault | undefined }) {
  return (
    <div role="alert">
      {fault && (
        <p class="note note-bad">
          <b>{fault.title}</b> {fault.detail}
        </p>
      )}
    </div>
  );
}
