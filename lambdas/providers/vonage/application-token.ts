import type { KeyObject } from "node:crypto";
import { randomUUID, sign } from "node:crypto";

/** How long a token is good for, in seconds: for one call, and clocks that differ. */
const lifetimeSeconds = 300;

/**
 * A JSON web token by which an application is let in, signed with its private key (RS256):
 * https://developer.vonage.com/en/getting-started/concepts/authentication#json-web-tokens
 */
export function applicationToken(applicationId: string, privateKey: KeyObject): string {
  const iat = Math.floor(Date.now() / 1_000);
  const claims = { application_id: applicationId, iat, exp: iat + lifetimeSeconds };
  const signed = [
    { alg: "RS256", typ: "JWT" },
    { ...claims, jti: randomUUID() },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${signed}.${sign("sha256", Buffer.from(signed), privateKey).toString("base64url")}`;
}
