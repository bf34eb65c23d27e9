/** The folder of what is shown to whom no other folder fits, and the locale of calls that name none. */
export const defaultLocale = "default";

/** By whose rules numbers and dates are written where a call names no locale. */
export const localeOfDefault = "en";

/** Characters that a locale may have. */
const maxLength = 64;

/**
 * A locale as BCP 47 writes it: `pl-PL` of `PL-pl`; `default` stays what it is.
 *
 * @returns `undefined` where it is no language tag.
 * @see https://www.rfc-editor.org/rfc/rfc5646
 */
export function canonicalLocale(text: string): string | undefined {
  if (text.length > maxLength) {
    return undefined;
  }
  try {
    return Intl.getCanonicalLocales(text)[0];
  } catch {
    return undefined;
  }
}

/**
 * Where the words for a locale are looked for, in this order: `zh-Hant-TW`, `zh-Hant`, `zh`, `default`.
 * Extensions (`-u-nu-latn`) say how numbers are written, and choose no words.
 *
 * @param locale canonical.
 */
export function localeChain(locale: string): readonly string[] {
  const chain: string[] = [];
  let subtags = new Intl.Locale(locale).baseName.split("-");
  while (subtags.length > 0) {
    chain.push(subtags.join("-"));
    subtags = subtags.slice(0, -1);
  }
  return [...chain.filter((each) => each !== defaultLocale), defaultLocale];
}
