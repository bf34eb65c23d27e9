import * as z from "zod/mini";
import type { CachedParameter, ParameterCache } from "./parameter-cache.ts";

const publicUrl = z.url({ protocol: /^https?$/, error: "must be an http or https URL" }).check(
  z.regex(/^[^?#]*$/, { error: "must have no query and no fragment" }),
  z.overwrite((url) => url.replace(/\/+$/, "")),
);

/**
 * Where the API is for the outside, its stage or custom domain included and without a slash at the
 * end: the SSM parameter `public-url`. Providers post receipts to it, and sign it as it stands.
 */
export function publicUrlIn(parameters: ParameterCache): CachedParameter<string> {
  return parameters.add("public-url", publicUrl, { optional: true });
}
