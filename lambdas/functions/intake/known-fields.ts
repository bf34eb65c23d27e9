import type { FieldFault } from "../../core/field-fault.ts";
import { notificationFields } from "../../core/notification-fields.ts";

/** Where a fault can be, by names that Herald gave. */
const known = new RegExp(
  `^(?:body|Idempotency-Key|${Object.keys(notificationFields).join("|")})(?:\\.\\d+)?$`,
);

/**
 * The faulty fields as they may be logged. A name that a caller made up can hold anything, an
 * address for instance, and becomes `"unknown"`.
 */
export function knownFields(faults: readonly FieldFault[]): string[] {
  return faults.map(({ field }) => (known.test(field) ? field : "unknown"));
}
