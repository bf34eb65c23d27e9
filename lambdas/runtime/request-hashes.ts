import type { RequestHashes } from "../core/ports/system.ts";
import type { UserIdForm } from "../core/sealed-user.ts";
import type { StageSecret } from "./stage-secret.ts";
import { keyedBytes } from "./stage-secret.ts";
import { systemIdentifiers } from "./system.ts";

/** What a keyed hash begins with; one without a key is 43 characters of base64url. */
const keyedPrefix = "keyed:";

/**
 * Hashes of what callers sent, made with the stage's secret: a number that is hashed together with a
 * known message is found in a second otherwise. In the form `plain` they are without it, as the release
 * before this one makes them. Either kind is compared.
 */
export function requestHashes(secret: StageSecret, form: UserIdForm): RequestHashes {
  const plain = (text: string) => systemIdentifiers.fingerprint(text);
  const keyed = (text: string) =>
    `${keyedPrefix}${keyedBytes(secret, "requests", text).toString("base64url")}`;
  return {
    of: form === "plain" ? plain : keyed,
    isOf: (hash, text) => hash === (hash.startsWith(keyedPrefix) ? keyed(text) : plain(text)),
  };
}
