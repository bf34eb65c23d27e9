import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { SealedUsers, UserIdForm } from "../core/sealed-user.ts";
import type { StageSecret } from "./stage-secret.ts";
import { keyedBytes } from "./stage-secret.ts";

const cipher = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals users' ids with a key made of the stage's secret: AES-256-GCM under a random nonce, so that two
 * seals of one id have nothing in common. In base64url: nonce, ciphertext, tag.
 *
 * @param form how messages are written.
 */
export function closeUsers(secret: StageSecret, form: UserIdForm): Pick<SealedUsers, "close"> {
  const key = keyOf(secret);
  return {
    close: (message) => {
      const { userId, ...rest } = message;
      return form === "plain" ? message : { user: seal(key, userId), ...rest };
    },
  };
}

/** Reads what this stage sealed, and ids in clear. What another stage sealed says nobody's id. */
export function openUsers(secret: StageSecret): Pick<SealedUsers, "open"> {
  const key = keyOf(secret);
  return {
    open: (written) => {
      if (typeof written !== "object" || written === null || !("user" in written)) {
        return written;
      }
      const { user, ...rest } = written;
      const userId = typeof user === "string" ? open(key, user) : undefined;
      return { ...rest, ...(userId !== undefined && { userId }) };
    },
  };
}

function keyOf(secret: StageSecret): Buffer {
  return keyedBytes(secret, "messages", "");
}

function seal(key: Buffer, userId: string): string {
  const nonce = randomBytes(nonceBytes);
  const sealing = createCipheriv(cipher, key, nonce);
  const sealed = Buffer.concat([sealing.update(userId, "utf8"), sealing.final()]);
  return Buffer.concat([nonce, sealed, sealing.getAuthTag()]).toString("base64url");
}

function open(key: Buffer, sealed: string): string | undefined {
  const bytes = Buffer.from(sealed, "base64url");
  try {
    const opening = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    });
    opening.setAuthTag(bytes.subarray(-tagBytes));
    const text = opening.update(bytes.subarray(nonceBytes, -tagBytes));
    return Buffer.concat([text, opening.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}
