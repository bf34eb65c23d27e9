import * as z from "zod/mini";

/**
 * Where a provider's API is, e.g. `https://api.example.com` or `http://127.0.0.1:4580/twilio`: http
 * or https, without query or fragment. A slash at its end is taken off.
 */
export const baseUrlSetting = z
  .url({ protocol: /^https?$/, error: "must be an http or https URL" })
  .check(
    z.regex(/^[^?#]*$/, { error: "must have no query and no fragment" }),
    z.overwrite((url) => url.replace(/\/+$/, "")),
  );

/**
 * A key, token or id that goes into a URL or a header: visible ASCII characters, at least one. A
 * value pasted with its line break fails here and not at the first call.
 */
export const secretSetting = z
  .string()
  .check(z.regex(/^[\x21-\x7e]+$/, { error: "must be visible ASCII without spaces" }));

/** An AWS region, e.g. `eu-central-1`. */
export const regionSetting = z
  .string()
  .check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: "must be an AWS region" }));

/** A sender's e-mail address, with or without a name: `a@example.com`, `Shop <a@example.com>`. */
export const senderEmailSetting = z
  .string()
  .check(
    z.regex(/^(?:[^<>\r\n]* )?<?[^\s@<>]+@[^\s@<>]+>?$/, { error: "must be an e-mail address" }),
  );
