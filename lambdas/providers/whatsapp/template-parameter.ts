/** Line breaks, tabs and more than four spaces, with the white space around them. */
const notTaken = /\s*[\t\n\v\f\r\u0085\u2028\u2029]\s*|[ \u00a0]{5,}/g;

/**
 * Text as a parameter of a template, which may hold neither line breaks nor tabs nor more than four
 * spaces in a row: each becomes one space.
 *
 * @see https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes (132018)
 */
export function templateParameter(text: string): string {
  return text.replaceAll(notTaken, " ").trim();
}
