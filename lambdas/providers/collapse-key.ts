import { createHash } from "node:crypto";

/**
 * A push's collapse key as a service takes it: a key of other characters, or longer, goes by a hash.
 *
 * @param allowed what the service takes; at least 32 letters, digits, `-` or `_`.
 */
export function collapseKeyFor(key: string, allowed: RegExp): string {
  return allowed.test(key)
    ? key
    : createHash("sha256").update(key).digest("base64url").slice(0, 32);
}
