import * as z from "zod/mini";
import { countryCodes } from "./countries.ts";
import type { FieldFault } from "./field-fault.ts";
import type { PhoneNumber } from "./phone-number.ts";
import { costlyNumberTypes } from "./phone-number.ts";

/** How many of something: 0 lets nothing through. */
const slots = z
  .int("must be a whole number")
  .check(z.gte(0, "must be at least 0"), z.lte(1_000_000_000, "must be at most 1,000,000,000"));

/**
 * How much may be sent, and where to. What is left out is not limited, save for costly types of
 * numbers, which are only allowed by name.
 *
 * @param channels those that may have a limit; any if left out.
 */
export function limitsSchema(channels?: readonly string[]) {
  return z.strictObject({
    /** The only countries whose phone numbers are sent to. */
    countries: z.optional(
      z.readonly(z.array(z.enum(countryCodes, "must be a country's ISO code, such as PL"))).check(
        z.refine((list) => list.length > 0, "must name a country, or be left out"),
        z.refine((list) => new Set(list).size === list.length, "names something twice"),
      ),
    ),
    /** Costly types of numbers that are sent to all the same. */
    allowedNumberTypes: z.optional(
      z.readonly(
        z.array(
          z.enum(costlyNumberTypes, { error: `must be one of ${costlyNumberTypes.join(", ")}` }),
        ),
      ),
    ),
    /** Messages to one address in a clock hour and in a day, UTC. */
    perAddress: z.optional(z.strictObject({ hour: z.optional(slots), day: z.optional(slots) })),
    /** Notifications on a channel in a day, UTC. */
    perChannelPerDay: z.optional(perChannel(channels)),
  });
}

function perChannel(
  channels: readonly string[] | undefined,
): z.ZodMiniType<Readonly<Record<string, number | undefined>>> {
  if (channels === undefined) {
    return z.record(z.string(), slots);
  }
  return z.strictObject(Object.fromEntries(channels.map((name) => [name, z.optional(slots)])));
}

/** How much may be sent, and where to. */
export type Limits = z.output<ReturnType<typeof limitsSchema>>;

/** How many messages an address may get in each window. */
export type AddressLimits = NonNullable<Limits["perAddress"]>;

/**
 * Why a phone number may not be sent to, if it may not.
 *
 * @param field where it stands in the request.
 */
export function phoneNumberFaults(
  { countries, allowedNumberTypes = [] }: Limits,
  { country, costlyType }: PhoneNumber,
  field: string,
): FieldFault[] {
  const faults: FieldFault[] = [];
  if (countries !== undefined && (country === undefined || !countries.includes(country))) {
    const where = country === undefined ? "a number of no country" : `a number of ${country}`;
    faults.push({ field, detail: `is ${where}, which is not among the countries sent to` });
  }
  if (costlyType !== undefined && !allowedNumberTypes.includes(costlyType)) {
    faults.push({ field, detail: `is a ${costlyType} number, which is not sent to` });
  }
  return faults;
}
