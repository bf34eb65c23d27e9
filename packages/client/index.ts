/**
 * Calls Herald's API.
 *
 * @packageDocumentation
 */
export type * from "../../client/herald-client.ts";
export { HeraldClient, HeraldError } from "../../client/herald-client.ts";
