import * as z from "zod/mini";
import { awsRegion, httpUrl } from "../runtime/formats.ts";

/** Where a provider's API is. */
export const baseUrlSetting = httpUrl;

/**
 * A key, token or id that goes into a URL or a header: visible ASCII characters, at least one. A
 * value pasted with its line break fails here and not at the first call.
 */
export const secretSetting = z
  .string()
  .check(z.regex(/^[\x21-\x7e]+$/, { error: "must be visible ASCII without spaces" }));

/** The region whose service a provider calls. */
export const regionSetting = awsRegion;

/** A sender's e-mail address, with or without a name: `a@example.com`, `Shop <a@example.com>`. */
export const senderEmailSetting = z
  .string()
  .check(
    z.regex(/^(?:[^<>\r\n]* )?<?[^\s@<>]+@[^\s@<>]+>?$/, { error: "must be an e-mail address" }),
  );
