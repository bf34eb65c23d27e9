import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { UserSeal } from "../core/ports.ts";
import type { StageSecret } from "./stage-secret.ts";
import { keyedBytes } from "./stage-secret.ts";

const cipher = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals users' ids with a key made of the stage's secret: AES-256-GCM under a random nonce, so that two
 * seals of one id have nothing in common. In base64url: nonce, ciphertext, tag.
 */
export function userSeal(secret: StageSecret): UserSeal {
  const key = keyedBytes(secret, "messages", "");
  return {
    seal(userId) {
      const nonce = randomBytes(nonceBytes);
      const sealing = createCipheriv(cipher, key, nonce);
      const sealed = Buffer.concat([sealing.update(userId, "utf8"), sealing.final()]);
      return Buffer.concat([nonce, sealed, sealing.getAuthTag()]).toString("base64url");
    },

    open(sealed) {
      const bytes = Buffer.from(sealed, "base64url");
      const opening = () => {
        const nonce = bytes.subarray(0, nonceBytes);
        const opened = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes });
        opened.setAuthTag(bytes.subarray(-tagBytes));
        const text = opened.update(bytes.subarray(nonceBytes, -tagBytes));
        return Buffer.concat([text, opened.final()]).toString("utf8");
      };
      try {
        return opening();
      } catch {
        // Another stage's, or none.
        return undefined;
      }
    },
  };
}
