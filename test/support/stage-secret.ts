import { deliveryReferenceSchema } from "../../lambdas/core/delivery-reference.ts";
import { readMessageBody } from "../../lambdas/core/message-version.ts";
import { addressHashing } from "../../lambdas/runtime/address-hashing.ts";
import { erasureMarks } from "../../lambdas/runtime/erasure-marks.ts";
import { requestHashes } from "../../lambdas/runtime/request-hashes.ts";
import { readStageSecret } from "../../lambdas/runtime/stage-secret.ts";
import { closeUsers, openUsers } from "../../lambdas/runtime/user-seal.ts";

/** The secret of the stages that tests make. */
export const testSecret = readStageSecret(Buffer.alloc(32, "test").toString("base64url"));

/** How a stage with that secret says whose messages are, marks erasures, and hashes requests. */
export const users = { ...closeUsers(testSecret, "sealed"), ...openUsers(testSecret) };
/** The same as the release before this one writes and reads it. */
export const plainUsers = { ...closeUsers(testSecret, "plain"), ...openUsers(testSecret) };

export const hashing = addressHashing(testSecret);
export const marks = erasureMarks(testSecret, "sealed");
export const testRequestHashes = requestHashes(testSecret, "sealed");

/** Whose a queue message is. */
export function userOf(body: string): string {
  return readMessageBody(deliveryReferenceSchema, users, body)?.userId ?? "nobody";
}
