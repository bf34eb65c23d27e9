import { addressesOf } from "./address.ts";
import type { ChannelChoice } from "./choose-channels.ts";
import { chooseChannels } from "./choose-channels.ts";
import { contentFaults } from "./content-limits.ts";
import type { FieldFault } from "./field-fault.ts";
import { keyFaults } from "./idempotency.ts";
import { phoneNumberFaults } from "./limits.ts";
import type { IntakeConfiguration, IntakeSettings } from "./ports/configuration.ts";
import type { Clock, PhoneNumbers } from "./ports/system.ts";
import type { ReadSubmission } from "./read-submission.ts";
import { readSubmission } from "./read-submission.ts";
import type { Submission } from "./submission.ts";
import type { Words, WordsDependencies } from "./words.ts";
import { completeWords } from "./words.ts";

/** What checking a request needs. */
export interface CheckDependencies extends WordsDependencies {
  readonly configuration: IntakeConfiguration;
  readonly phoneNumbers: PhoneNumbers;
  readonly clock: Clock;
}

/** A request as its caller makes it. */
export interface UncheckedRequest {
  /** The body, already parsed as JSON. */
  readonly body: unknown;
  readonly idempotencyKey?: string | undefined;
}

/** A request whose shape is right; `choice` says what else is wrong with it, if anything. */
export interface CheckedRequest {
  readonly submission: Submission;
  readonly settings: IntakeSettings;
  readonly choice: CompleteChoice;
}

/** The channels that a notification goes to and what it says, or what is wrong with either. */
export type CompleteChoice =
  | { readonly channels: readonly string[]; readonly words: Words }
  | Extract<ChannelChoice, { readonly faults: unknown }>;

/**
 * Checks a request as far as nothing that is stored matters to it.
 *
 * @throws DependencyUnavailable when the configuration, or the templates, cannot be read.
 */
export async function checkRequest(
  deps: CheckDependencies,
  { body, idempotencyKey }: UncheckedRequest,
): Promise<CheckedRequest | { readonly faults: readonly FieldFault[] }> {
  const read = await readSubmission(deps.phoneNumbers, body);
  const shapeFaults = [...keyFaults(idempotencyKey), ...("faults" in read ? read.faults : [])];
  if ("faults" in read || shapeFaults.length > 0) {
    return { faults: shapeFaults };
  }
  const settings = await deps.configuration.read();
  return { submission: read.submission, settings, choice: await choose(deps, read, settings) };
}

/** Checks what the shape alone does not show. */
async function choose(
  deps: CheckDependencies,
  { submission, phoneNumbers }: Extract<ReadSubmission, { readonly submission: Submission }>,
  settings: IntakeSettings,
): Promise<CompleteChoice> {
  const choice = chooseChannels(submission.channels, addressesOf(submission), settings.channels);
  const isCalled = "faults" in choice || sendsToPhones(choice.channels, settings);
  const faults = [
    ...("faults" in choice ? choice.faults : []),
    ...expiryFaults(submission, deps.clock.now()),
    ...(isCalled ? phoneNumbers : []).flatMap(({ number, field }) =>
      phoneNumberFaults(settings.limits, number, field),
    ),
  ];
  if ("faults" in choice) {
    return { faults };
  }
  const completed = await completeWords(deps, submission, choice.channels, settings.channels);
  if ("faults" in completed) {
    return { faults: [...faults, ...completed.faults] };
  }
  const { words } = completed;
  const all = [
    ...faults,
    ...contentFaults(
      { ...submission, ...words },
      choice.channels,
      settings.channels,
      submission.content,
    ),
  ];
  return all.length > 0 ? { faults: all } : { channels: choice.channels, words };
}

/** A number that no channel would send to is nobody's cost. */
function sendsToPhones(channels: readonly string[], settings: IntakeSettings): boolean {
  return settings.channels.some(
    ({ name, addresses }) => channels.includes(name) && addresses.includes("phoneNumber"),
  );
}

function expiryFaults({ expiresAt }: Submission, now: Date): FieldFault[] {
  if (expiresAt === undefined || new Date(expiresAt) > now) {
    return [];
  }
  return [{ field: "expiresAt", detail: "must be in the future" }];
}
