import { createHash } from "node:crypto";

/** Stands for a user in logs, so that lines of one user can be found without naming the user. */
export function userHash(userId: string): string {
  return createHash("sha256").update(userId).digest("hex").slice(0, 16);
}
