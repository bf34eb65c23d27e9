import type { SmsSegments } from "../core/ports/system.ts";

/**
 * Counts by GSM's default alphabet and its extension table, 160 or 153 characters to a segment, and
 * else by UCS-2, 70 or 67. Languages' own tables (national shift tables) are not counted with, as
 * providers do not use them. The library is loaded with the first text.
 *
 * @see https://www.3gpp.org/dynareport/23038.htm
 */
export const smsSegments: SmsSegments = {
  async count(text) {
    const { default: splitSms } = await import("split-sms");
    const { characterSet, parts } = splitSms.split(text, { summary: true });
    return { encoding: characterSet === "GSM" ? "GSM-7" : "UCS-2", segments: parts.length };
  },
};
