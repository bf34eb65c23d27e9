import type { StageSecret } from "./stage-secret.ts";
import { keyedBytes } from "./stage-secret.ts";

/** Makes what stands for a provider's settings: other settings have another, and nobody finds them by it. */
export function settingsMarks(secret: StageSecret): (settings: string) => string {
  return (settings) => keyedBytes(secret, "settings", settings).toString("base64url").slice(0, 22);
}
