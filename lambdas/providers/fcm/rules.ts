import * as z from "zod/mini";

/** An error of a Google API: https://firebase.google.com/docs/cloud-messaging/error-codes */
export const errorSchema = z.looseObject({
  error: z.looseObject({
    message: z.catch(z.string(), ""),
    status: z.catch(z.optional(z.string()), undefined),
    details: z.catch(z.array(z.looseObject({})), []),
  }),
});

type FcmError = z.infer<typeof errorSchema>["error"];

const fcmErrorType = "type.googleapis.com/google.firebase.fcm.v1.FcmError";

/**
 * An error's code: FCM's own one where it has one, else the status that all of Google's APIs have. One
 * status stands for several of FCM's codes: a 404 may be a device's token or the project.
 */
export function codeIn(error: FcmError): string | undefined {
  const { errorCode } = error.details.find((detail) => detail["@type"] === fcmErrorType) ?? {};
  const code = typeof errorCode === "string" ? errorCode : error.status;
  return code === "INVALID_ARGUMENT" && isOfToken(error) ? "invalid-token" : code;
}

/** One code stands for every field: what else is said of it tells the token from the others. */
function isOfToken({ message, details }: FcmError): boolean {
  const violations = details.flatMap(({ fieldViolations }) =>
    Array.isArray(fieldViolations) ? fieldViolations : [],
  );
  return (
    violations.some((violation) => Object(violation).field === "message.token") ||
    /registration token is not a valid/i.test(message)
  );
}
