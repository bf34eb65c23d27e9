import type { FieldFault } from "./field-fault.ts";
import type { PhoneNumber } from "./phone-number.ts";
import type { PhoneNumbers } from "./ports/system.ts";
import type { Submission } from "./submission.ts";
import { parseSubmission } from "./submission.ts";

/** A submission with what is known of its phone numbers, or what is wrong with it. */
export type ReadSubmission =
  | { readonly submission: Submission; readonly phoneNumbers: readonly GivenNumber[] }
  | { readonly faults: readonly FieldFault[] };

/** A phone number, and where it stands in the request: `phoneNumber`, or `phoneNumber.1` of a list. */
export interface GivenNumber {
  readonly field: string;
  readonly number: PhoneNumber;
}

/** Reads a request's body: checks its shape, and makes its phone numbers E.164 numbers. */
export async function readSubmission(
  phoneNumbers: PhoneNumbers,
  body: unknown,
): Promise<ReadSubmission> {
  const parsed = parseSubmission(body);
  const shapeFaults = "faults" in parsed ? parsed.faults : [];
  const isFaulty = ({ field }: FieldFault) => /^phoneNumber(\.|$)/.test(field);
  const given = shapeFaults.some(isFaulty) ? [] : phoneNumbersIn(body);
  const read = await Promise.all(
    given.map(async ({ field, text }) => ({ field, ...(await phoneNumbers.read(text)) })),
  );
  const numbers = read.flatMap((each) => ("number" in each ? [each] : []));
  const faults = [
    ...shapeFaults,
    ...read.flatMap((each) => ("fault" in each ? [{ field: each.field, detail: each.fault }] : [])),
    ...repeated(numbers),
  ];
  if ("faults" in parsed || faults.length > 0) {
    return { faults };
  }
  const [first, ...more] = numbers.map(({ number }) => number.e164);
  const phoneNumber = more.length > 0 ? [first ?? "", ...more] : first;
  return {
    submission: { ...parsed.submission, ...(phoneNumber !== undefined && { phoneNumber }) },
    phoneNumbers: numbers,
  };
}

function phoneNumbersIn(body: unknown): readonly { field: string; text: string }[] {
  const given = Object(body).phoneNumber as unknown;
  if (typeof given === "string") {
    return [{ field: "phoneNumber", text: given }];
  }
  const texts = Array.isArray(given) ? given.filter((each) => typeof each === "string") : [];
  return texts.map((text, index) => ({ field: `phoneNumber.${index}`, text }));
}

/** Numbers that people write in different ways may be the same. */
function repeated(numbers: readonly GivenNumber[]): FieldFault[] {
  const all = numbers.map(({ number }) => number.e164);
  return numbers
    .filter(({ number }, index) => all.indexOf(number.e164) < index)
    .map(({ field }) => ({ field, detail: "is the same number as one before it" }));
}
