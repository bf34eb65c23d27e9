import type { CodeWords } from "../code-words.ts";
import { codes } from "./codes.ts";

const account =
  "Google does not take the service account of the settings: its key, or the server's clock.";
const rights = "The service account may not send messages for the project.";
const tooFast = "FCM wants fewer messages for now.";

/** FCM's codes in words. */
export const words: CodeWords = {
  codes,
  page: "https://firebase.google.com/docs/cloud-messaging/error-codes",
  texts: {
    UNREGISTERED: "The device's token is not registered any more.",
    SENDER_ID_MISMATCH: "The device's token is of another Firebase project.",
    "invalid-token": "This is not a token that FCM gave to a device.",
    INVALID_ARGUMENT: "FCM does not take the message: it is too large, or a field of it is wrong.",
    THIRD_PARTY_AUTH_ERROR:
      "The project at Firebase has no right key for Apple's push service, or for web push.",
    UNAUTHENTICATED: "FCM does not take the access token.",
    PERMISSION_DENIED: rights,
    NOT_FOUND: "There is no such project, or the FCM API is not switched on in it.",
    access_denied: rights,
    admin_policy_enforced: rights,
    disabled_client: "The service account is disabled.",
    invalid_client: account,
    invalid_grant: account,
    unauthorized_client: account,
    QUOTA_EXCEEDED: tooFast,
    RESOURCE_EXHAUSTED: tooFast,
    UNAVAILABLE: "FCM could not do it now.",
    INTERNAL: "FCM could not do it now.",
    "no-access-token": "Google gave no access token in time: the message was not sent.",
  },
};
