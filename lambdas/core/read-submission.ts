import type { PhoneNumbers } from "./ports.ts";
import type { ParsedSubmission } from "./submission.ts";
import { parseSubmission } from "./submission.ts";

/** Reads a request's body: checks its shape, and makes its phone number an E.164 number. */
export async function readSubmission(
  phoneNumbers: PhoneNumbers,
  body: unknown,
): Promise<ParsedSubmission> {
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
  return "faults" in parsed
    ? parsed
    : { submission: { ...parsed.submission, phoneNumber: read.e164 } };
}

function phoneNumberIn(body: unknown): string | undefined {
  const given = Object(body).phoneNumber as unknown;
  return typeof given === "string" ? given : undefined;
}
