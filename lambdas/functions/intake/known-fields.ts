import { channelContentSchema, contentNames } from "../../core/channel-content.ts";
import type { FieldFault } from "../../core/field-fault.ts";
import { attachmentSchema } from "../../core/mail-fields.ts";
import { notificationFields } from "../../core/notification-fields.ts";
import { pushContentSchema } from "../../core/push-content.ts";
import { templateChoiceSchema } from "../../core/template-choice.ts";

/** Where a fault can be, by names that Herald gave. */
const known = new Set(["body", "Idempotency-Key", ...Object.keys(notificationFields)]);

/** The names within fields. */
const inner = new Set([
  ...[attachmentSchema, channelContentSchema, pushContentSchema, templateChoiceSchema].flatMap(
    ({ shape }) => Object.keys(shape),
  ),
  ...contentNames,
]);

/**
 * The faulty fields as they may be logged. A name that a caller made up can hold anything, an
 * address for instance, and becomes `"unknown"`.
 */
export function knownFields(faults: readonly FieldFault[]): string[] {
  return faults.map(({ field }) => (isKnown(field) ? field : "unknown"));
}

function isKnown(field: string): boolean {
  const [first = "", ...more] = field.split(".");
  return known.has(first) && more.every((name) => inner.has(name) || /^\d+$/.test(name));
}
