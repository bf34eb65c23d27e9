import type { Fault } from "../herald.ts";

/** Says what went wrong; a screen reader announces it at once. */
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
