import { addressesOf } from "./address.ts";
import type { ChannelChoice } from "./choose-channels.ts";
import { chooseChannels } from "./choose-channels.ts";
import { contentFaults } from "./content-limits.ts";
import type { FieldFault } from "./field-fault.ts";
import { keyFaults } from "./idempotency.ts";
import { phoneNumberFaults } from "./limits.ts";
import type { IntakeConfiguration, IntakeSettings } from "./ports/configuration.ts";
import type { Clock, PhoneNumbers } from "./ports/system.ts";
import type { GivenNumber } from "./read-submission.ts";
import { readSubmission } from "./read-submission.ts";
import type { Submission } from "./submission.ts";

/** What checking a request needs. */
export interface CheckDependencies {
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
  readonly choice: ChannelChoice;
}

/**
 * Checks a request as far as nothing that is stored matters to it.
 *
 * @throws DependencyUnavailable when the configuration cannot be read.
 */
export async function checkRequest(
  deps: CheckDependencies,
  { body, idempotencyKey }: UncheckedRequest,
): Promise<CheckedRequest | { readonly faults: readonly FieldFault[] }> {
  const now = deps.clock.now();
  const read = await readSubmission(deps.phoneNumbers, body);
  const shapeFaults = [...keyFaults(idempotencyKey), ...("faults" in read ? read.faults : [])];
  if ("faults" in read || shapeFaults.length > 0) {
    return { faults: shapeFaults };
  }
  const { submission, phoneNumbers } = read;
  const settings = await deps.configuration.read();
  return { submission, settings, choice: choose(submission, phoneNumbers, settings, now) };
}

/** Checks what the shape alone does not show. */
function choose(
  submission: Submission,
  phoneNumbers: readonly GivenNumber[],
  settings: IntakeSettings,
  now: Date,
): ChannelChoice {
  const choice = chooseChannels(submission.channels, addressesOf(submission), settings.channels);
  const isCalled = "faults" in choice || sendsToPhones(choice.channels, settings);
  const faults = [
    ...("faults" in choice ? choice.faults : []),
    ...expiryFaults(submission, now),
    ...("faults" in choice ? [] : contentFaults(submission, choice.channels, settings.channels)),
    ...(isCalled ? phoneNumbers : []).flatMap(({ number, field }) =>
      phoneNumberFaults(settings.limits, number, field),
    ),
  ];
  return faults.length > 0 ? { faults } : choice;
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
