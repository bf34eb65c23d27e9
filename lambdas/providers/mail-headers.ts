import type { ProviderMessage } from "../core/provider.ts";
import { encodedWords } from "./sender.ts";

/**
 * The headers that a mail carries beside those that every mail has: the caller's, and how to unsubscribe from
 * it by one click. Values are lines of printable ASCII, none without a space for more than 900 characters.
 *
 * https://www.rfc-editor.org/rfc/rfc8058#section-3.1
 */
export function mailHeaders({
  headers = {},
  unsubscribeUrl,
}: Pick<ProviderMessage, "headers" | "unsubscribeUrl">): readonly MailHeader[] {
  return [
    ...Object.entries(headers).map(([name, text]) => ({ name, value: headerText(text) })),
    ...(unsubscribeUrl === undefined
      ? []
      : [
          { name: "List-Unsubscribe", value: `<${unsubscribeUrl}>` },
          { name: "List-Unsubscribe-Post", value: "List-Unsubscribe=One-Click" },
        ]),
  ];
}

/** One header of a mail. */
export interface MailHeader {
  readonly name: string;
  readonly value: string;
}

/** Words of printable ASCII with one space between them, each short enough for a line of its own. */
const plainText = /^[\x21-\x7e]{1,900}(?: [\x21-\x7e]{1,900})*$/;

/**
 * Text as a header holds it: as it is, or in encoded words where it would not come back the same: what is not
 * ASCII, looks encoded, or has spaces or lengths that lines do not keep.
 *
 * https://www.rfc-editor.org/rfc/rfc2047, https://www.rfc-editor.org/rfc/rfc5322#section-2.1.1
 */
export function headerText(text: string): string {
  return plainText.test(text) && !text.includes("=?") ? text : encodedWords(text).join(" ");
}
