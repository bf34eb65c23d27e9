import { createHmac } from "node:crypto";
import { currentSecret, InvalidEnvironment, secretVariable } from "./environment.ts";

const secretPattern = /^[A-Za-z0-9_-]{43}$/;

/** A stage's secret, as its parameter and the functions' variable hold it: 32 random bytes in base64url. */
export type StageSecret = string & { readonly brand: "StageSecret" };

/** @throws InvalidEnvironment for text that is no stage's secret; the message does not hold it. */
export function readStageSecret(text: string | undefined): StageSecret {
  if (text === undefined || !secretPattern.test(text)) {
    throw new InvalidEnvironment(`${secretVariable} must be 32 bytes in base64url`);
  }
  return text as StageSecret;
}

/** The secret of the stage whose function runs. @throws InvalidEnvironment when it has none. */
export function stageSecret(): StageSecret {
  return readStageSecret(currentSecret());
}

/** What the stage's secret is used for. One use tells nothing of another's results. */
export type SecretUse =
  | "logs"
  | "messages"
  | "erasures"
  | "requests"
  | "addresses"
  | "settings"
  | "attachments"
  | "links";

/** 32 bytes that nobody can compute from the text, or from the text's hash, without the secret. */
export function keyedBytes(secret: StageSecret, use: SecretUse, text: string): Buffer {
  return createHmac("sha256", Buffer.from(secret, "base64url")).update(`${use}\n${text}`).digest();
}
