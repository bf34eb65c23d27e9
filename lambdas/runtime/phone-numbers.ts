import type { CostlyNumberType } from "../core/phone-number.ts";
import type { PhoneNumbers } from "../core/ports/system.ts";

/** What surrounds the digits where numbers are written for people, or copied from a page. */
const separators = /[\p{Zs}\p{Pd}\p{Cf}()./]/gu;

const written = /^(?:\+|00)\p{Nd}+$/u;

const needsCountry = "must start with + and the country code (E.164), such as +48 600 100 200";

/** The library's names of the types that cost more. */
const costlyTypes: Readonly<Partial<Record<string, CostlyNumberType>>> = {
  PREMIUM_RATE: "premium-rate",
  SHARED_COST: "shared-cost",
};

/**
 * Reads phone numbers by the numbering plans of all countries. The library is loaded with the first
 * number, as most of its size is those plans; only their largest set tells which numbers cost more.
 * Extensions and letters are not taken: no SMS reaches them.
 *
 * @see https://www.itu.int/rec/T-REC-E.164
 */
export const phoneNumbers: PhoneNumbers = {
  async read(text) {
    const number = text.normalize("NFKC").replace(/^tel:/i, "").replaceAll(separators, "");
    if (/^\p{Nd}+$/u.test(number) && !number.startsWith("00")) {
      return { fault: needsCountry };
    }
    if (!written.test(number)) {
      return { fault: "must be a phone number (E.164), such as +48 600 100 200" };
    }
    const { parsePhoneNumberFromString } = await import("libphonenumber-js/max");
    const parsed = parsePhoneNumberFromString(number.replace(/^00/, "+"), { extract: false });
    if (!parsed?.isValid()) {
      return { fault: "is not a number in any country's numbering plan (E.164)" };
    }
    const { number: e164, country } = parsed;
    const costlyType = costlyTypes[parsed.getType() ?? ""];
    return {
      number: {
        e164,
        ...(country !== undefined && { country }),
        ...(costlyType !== undefined && { costlyType }),
      },
    };
  },
};
