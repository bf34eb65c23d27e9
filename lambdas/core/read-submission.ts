import type { FieldFault } from "./field-fault.ts";
import type { PhoneNumber } from "./phone-number.ts";
import type { PhoneNumbers } from "./ports/system.ts";
import type { Submission } from "./submission.ts";
import { parseSubmission } from "./submission.ts";

/** A submission with what is known of its phone number, or what is wrong with it. */
export type ReadSubmission =
  | { readonly submission: Submission; readonly phoneNumber?: PhoneNumber }
  | { readonly faults: readonly FieldFault[] };

/** Reads a request's body: checks its shape, and makes its phone number an E.164 number. */
export async function readSubmission(
  phoneNumbers: PhoneNumbers,
  body: unknown,
): Promise<ReadSubmission> {
  const parsed = parseSubmission(body);
  const faults = "faults" in parsed ? parsed.faults : [];
  const given = phoneNumberIn(body);
  if (given === undefined || faults.some(({ field }) => field === "phoneNumber")) {
    return parsed;
  }
  const read = await phoneNumbers.read(given);
  if ("fault" in read) {
    return { faults: [...faults, { field: "phoneNumber", detail: read.fault }] };
  }
  if ("faults" in parsed) {
    return parsed;
  }
  const { number } = read;
  return { submission: { ...parsed.submission, phoneNumber: number.e164 }, phoneNumber: number };
}

function phoneNumberIn(body: unknown): string | undefined {
  const given = Object(body).phoneNumber as unknown;
  return typeof given === "string" ? given : undefined;
}
