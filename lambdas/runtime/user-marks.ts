import type { StageSecret } from "./stage-secret.ts";
import { keyedBytes } from "./stage-secret.ts";

/** What stands for users where their attachments are kept: 43 characters of base64url. */
export function userMarks(secret: StageSecret): (userId: string) => string {
  return (userId) => keyedBytes(secret, "attachments", userId).toString("base64url");
}
