import { ulid } from "ulid";
import type { Identifiers } from "../../../lambdas/core/ports/system.ts";

/** Identifiers that sort in the order in which they were made. */
export function countingIdentifiers(): Identifiers {
  let made = 0;
  return {
    notificationId: (at) => {
      made += 1;
      return `${ulid(at.getTime()).slice(0, 10)}${String(made).padStart(16, "0")}`;
    },
    leaseToken: () => {
      made += 1;
      return `lease-${made}`;
    },
    fingerprint: (text) => text,
  };
}
