import type { Liquid } from "liquidjs";
import { dateFilters } from "./date-filters.ts";
import { FilterFault } from "./filter-fault.ts";
import type { FilterContext, FilterHandlers } from "./filter-settings.ts";
import { plainSpaces, registerFilters, settingsOf } from "./filter-settings.ts";

/** How a number is written as text; ICU keeps all of its digits. */
const decimal = /^-?\d{1,30}(\.\d{1,30})?$/;

const maxFractionDigits = 20;

/** The filters that Herald adds to Liquid's own, or puts in their place, by name. */
const handlers: FilterHandlers = {
  /** `{{ 12.5 | money: "PLN" }}` is `12,50 zł`. The amount is in the currency's main unit. */
  money(value, currency) {
    if (typeof currency !== "string" || !/^[A-Za-z]{3}$/.test(currency)) {
      throw new FilterFault("argument", 'money needs a currency of three letters, such as "EUR"');
    }
    return formatNumber(this, value, { style: "currency", currency });
  },

  /** `{{ 1234.5 | number }}`, `{{ 1234.5 | number: 2 }}` with as many digits after the point. */
  number(value, digits) {
    return formatNumber(this, value, fraction(digits));
  },

  /** `{{ 0.25 | percent }}` is `25%`. */
  percent(value, digits) {
    return formatNumber(this, value, { style: "percent", ...fraction(digits) });
  },

  /** `{{ count }} {{ count | plural: one: "item", other: "items" }}` */
  plural(value, ...forms) {
    const texts = formsOf(forms);
    const category = new Intl.PluralRules(settingsOf(this).locale).select(Number(numeric(value)));
    const text = texts.get(category) ?? texts.get("other");
    if (text === undefined) {
      throw new FilterFault("argument", "plural needs other:");
    }
    return text;
  },

  /** `{{ names | list }}` is `Ann, Bo, and Cy`; with `"or"`, `Ann, Bo, or Cy`. */
  list(value, word = "and") {
    if (!Array.isArray(value) || !value.every(isWritable)) {
      throw new FilterFault("input", "must be a list of texts");
    }
    if (word !== "and" && word !== "or") {
      throw new FilterFault("argument", 'list takes "and" or "or"');
    }
    const type = word === "and" ? "conjunction" : "disjunction";
    return new Intl.ListFormat(settingsOf(this).locale, { type }).format(value.map(String));
  },
};

/** Gives an engine Herald's filters. `date` takes the place of Liquid's own. */
export function addFilters(engine: Liquid): void {
  registerFilters(engine, { ...handlers, ...dateFilters });
}

function formatNumber(
  filter: FilterContext,
  value: unknown,
  options: Intl.NumberFormatOptions,
): string {
  const { locale } = settingsOf(filter);
  return plainSpaces(filter, new Intl.NumberFormat(locale, options).format(numeric(value)));
}

function numeric(value: unknown): number | Intl.StringNumericLiteral {
  if (typeof value === "number" && Number.isFinite(value)) {
    return value;
  }
  if (typeof value === "string" && decimal.test(value)) {
    return value as Intl.StringNumericLiteral;
  }
  throw new FilterFault("input", 'must be a number, or a text such as "12.50"');
}

function fraction(digits: unknown): Intl.NumberFormatOptions {
  if (digits === undefined) {
    return {};
  }
  if (!Number.isInteger(digits) || Number(digits) < 0 || Number(digits) > maxFractionDigits) {
    throw new FilterFault("argument", `digits must be 0 to ${maxFractionDigits}`);
  }
  return { minimumFractionDigits: Number(digits), maximumFractionDigits: Number(digits) };
}

const pluralCategories = ["zero", "one", "two", "few", "many", "other"];

/** Liquid passes a named argument as a pair of its name and value. */
function formsOf(forms: readonly unknown[]): ReadonlyMap<string, string> {
  return new Map(
    forms.map((form) => {
      const [name, text] = Array.isArray(form) ? form : [];
      if (!pluralCategories.includes(name) || !isWritable(text)) {
        throw new FilterFault("argument", `plural takes texts for ${pluralCategories.join(", ")}`);
      }
      return [name, String(text)];
    }),
  );
}

function isWritable(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}
