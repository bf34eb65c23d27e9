/**
 * Signs requests, where Herald's callers are IAM principals.
 *
 * @packageDocumentation
 */
export type { SigningCredentials, SigningOptions } from "../../client/signed-fetch.ts";
export { signedFetch } from "../../client/signed-fetch.ts";
