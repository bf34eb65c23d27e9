import type { ComponentChildren } from "preact";
import { useErrorBoundary } from "preact/hooks";

/** Says that the page has failed in place of what has. */
export function Guarded({ children }: { children: ComponentChildren }) {
  const [error] = useErrorBoundary();
  return error === undefined ? (
    children
  ) : (
    <p class="note note-bad" role="alert">
      <b>The console has failed.</b> Reload the page. If it fails again, the browser's own console
      says why.
    </p>
  );
}
