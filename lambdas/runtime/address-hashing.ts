import type { AddressHashing } from "../core/ports/system.ts";
import type { StageSecret } from "./stage-secret.ts";
import { keyedBytes } from "./stage-secret.ts";
import { systemIdentifiers } from "./system.ts";

/** Stands for addresses by their hashes, and for these by what the stage's secret makes of them. */
export function addressHashing(secret: StageSecret): AddressHashing {
  return {
    fingerprint: systemIdentifiers.fingerprint,
    addressMark: (hash) => keyedBytes(secret, "addresses", hash).toString("base64url"),
  };
}
