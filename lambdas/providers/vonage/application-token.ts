import type { KeyObject } from "node:crypto";
import { randomUUID } from "node:crypto";
import { signedToken, tokenTime } from "../web-token.ts";

/** How long a token is good for, in seconds: for one call, and clocks that differ. */
const lifetimeSeconds = 300;

/**
 * A JSON web token by which an application is let in, signed with its private key (RS256):
 * https://developer.vonage.com/en/getting-started/concepts/authentication#json-web-tokens
 */
export function applicationToken(applicationId: string, privateKey: KeyObject): string {
  const iat = tokenTime();
  const claims = { application_id: applicationId, iat, exp: iat + lifetimeSeconds };
  return signedToken("RS256", {}, { ...claims, jti: randomUUID() }, privateKey);
}
