import type { Submission } from "../client/herald-client.ts";
import type { EnteredTexts } from "./notification-fields.ts";

/** The contents of a form: empty text where nothing was entered. */
export interface Draft extends EnteredTexts {
  /** Absent where none is chosen. */
  readonly template?: {
    readonly name: string;
    readonly locale: string;
    readonly timeZone: string;
    readonly data: Readonly<Record<string, unknown>>;
  };
  readonly channels: readonly string[];
  readonly expectsResponse: boolean;
  /** Local time without a zone, as a `datetime-local` input returns it. */
  readonly expiresAt: string;
}

/** The submission that a form describes. The API checks it, so nothing is checked here. */
export function submissionOf(draft: Draft): Submission {
  const { userId, message, channels, expectsResponse, expiresAt, template, ...optional } = draft;
  const given = Object.entries(optional)
    .map(([name, value]) => [name, value.trim()])
    .filter(([, value]) => value !== "");
  return {
    userId: userId.trim(),
    ...(message.trim() !== "" && { message }),
    ...Object.fromEntries(given),
    ...(template && { template: templateOf(template) }),
    ...(channels.length > 0 && { channels: [...channels] }),
    ...(expectsResponse && { expectsResponse }),
    ...(expiresAt !== "" && { expiresAt: new Date(expiresAt).toISOString() }),
  };
}

function templateOf({ name, locale, timeZone, data }: NonNullable<Draft["template"]>) {
  return {
    name,
    ...(locale.trim() !== "" && { locale: locale.trim() }),
    ...(timeZone.trim() !== "" && { timeZone: timeZone.trim() }),
    data,
  };
}
