import type { KeyObject } from "node:crypto";
import { sign } from "node:crypto";

/** How tokens are signed: by an RSA key, or by a P-256 one. */
export type TokenAlgorithm = "RS256" | "ES256";

/**
 * A JSON web token, signed with a private key.
 *
 * @param header beside `alg` and `typ`, e.g. `{ kid: "…" }`.
 * @see https://www.rfc-editor.org/rfc/rfc7515#section-3.1
 * @see https://www.rfc-editor.org/rfc/rfc7518#section-3
 */
export function signedToken(
  alg: TokenAlgorithm,
  header: object,
  claims: object,
  key: KeyObject,
): string {
  const signed = [{ alg, typ: "JWT", ...header }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  // For ES256 that is the two numbers one after the other; RSA signatures have one form only.
  const signature = sign("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" });
  return `${signed}.${signature.toString("base64url")}`;
}

/** The time of a token's claims: whole seconds since 1970. */
export function tokenTime(): number {
  return Math.floor(Date.now() / 1_000);
}
