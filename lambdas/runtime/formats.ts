import * as z from "zod/mini";

/**
 * An address that paths are put after, e.g. `https://api.example.com` or `http://127.0.0.1:4580/sms`:
 * http or https, without query or fragment. A slash at its end is taken off.
 */
export const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http or https URL" }).check(
  z.regex(/^[^?#]*$/, { error: "must have no query and no fragment" }),
  z.overwrite((url) => url.replace(/\/+$/, "")),
);

/** An AWS region, e.g. `eu-central-1`. */
export const awsRegion = z
  .string()
  .check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: "must be an AWS region" }));
