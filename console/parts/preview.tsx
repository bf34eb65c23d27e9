import type { DryRun } from "../../client/herald-client.ts";
import { limitText } from "../limit-text.ts";
import { smsText } from "../sms-text.ts";
import { ContentCards } from "./content-card.tsx";

/** What a notification would come to: what each channel would say, and what is left of its limits. */
export function Preview({ dryRun }: { dryRun: DryRun }) {
  const { content, sms, limits, wouldBeAccepted } = dryRun;
  return (
    <section aria-label="Preview">
      {!wouldBeAccepted && (
        <p class="note note-warn">It would not be accepted now: one of its limits has no room.</p>
      )}
      <ContentCards content={content} />
      {sms && <p class="hint">As SMS: {smsText(sms)}</p>}
      {limits.map((limit) => (
        <p key={limitText(limit)} class="hint">
          {limitText(limit)}
        </p>
      ))}
    </section>
  );
}
