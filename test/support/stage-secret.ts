import { sealedUsers } from "../../lambdas/core/sealed-user.ts";
import { addressHashing } from "../../lambdas/runtime/address-hashing.ts";
import { erasureMarks } from "../../lambdas/runtime/erasure-marks.ts";
import { requestHashes } from "../../lambdas/runtime/request-hashes.ts";
import { readStageSecret } from "../../lambdas/runtime/stage-secret.ts";
import { userSeal } from "../../lambdas/runtime/user-seal.ts";

/** The secret of the stages that tests make. */
export const testSecret = readStageSecret(Buffer.alloc(32, "test").toString("base64url"));

/** How a stage with that secret says whose messages are, marks erasures, and hashes requests. */
export const users = sealedUsers(userSeal(testSecret), "sealed");
/** The same as the release before this one writes and reads it. */
export const plainUsers = sealedUsers(userSeal(testSecret), "plain");

export const hashing = addressHashing(testSecret);
export const marks = erasureMarks(testSecret, "sealed");
export const testRequestHashes = requestHashes(testSecret, "sealed");
