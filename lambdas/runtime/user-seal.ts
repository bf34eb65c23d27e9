import type { SealedUsers, UserIdForm } from "../core/sealed-user.ts";
import { seal, unseal } from "./seal.ts";
import type { StageSecret } from "./stage-secret.ts";
import { keyedBytes } from "./stage-secret.ts";

/**
 * Seals users' ids with a key made of the stage's secret.
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
      const userId = typeof user === "string" ? unseal(key, user) : undefined;
      return { ...rest, ...(userId !== undefined && { userId }) };
    },
  };
}

function keyOf(secret: StageSecret): Buffer {
  return keyedBytes(secret, "messages", "");
}
