import type { StageSecret } from "./stage-secret.ts";
import { keyedBytes, stageSecret } from "./stage-secret.ts";

/**
 * Stands for a user in logs, so that lines of one user can be found without naming the user: 16 hex
 * digits. Without the stage's secret nobody finds the id by trying all that there can be.
 */
export function userHash(userId: string, secret: StageSecret = stageSecret()): string {
  return keyedBytes(secret, "logs", userId).toString("hex").slice(0, 16);
}
