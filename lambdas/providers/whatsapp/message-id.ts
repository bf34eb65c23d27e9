import { createHash } from "node:crypto";

/**
 * A message's id as Herald keeps it: the SHA-256 of WhatsApp's, in hexadecimal digits. WhatsApp's own id,
 * `wamid.…`, has the recipient's number in it, in base64.
 */
export function messageIdOf(wamid: string): string {
  return createHash("sha256").update(wamid).digest("hex");
}
