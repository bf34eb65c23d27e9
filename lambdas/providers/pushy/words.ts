import type { CodeWords } from "../code-words.ts";
import { codes } from "./codes.ts";

/** Pushy's codes in words: https://pushy.me/docs/api/send-notifications */
export const words: CodeWords = {
  codes,
  page: "https://pushy.me/docs/api/send-notifications",
  texts: {
    NO_RECIPIENTS: "The device's token is not registered any more.",
    "failed-token": "The device's token is not registered any more.",
    PAYLOAD_LIMIT_EXCEEDED: "The message is longer than the 4 KB that Pushy takes.",
    ACCOUNT_SUSPENDED: "The account at Pushy is suspended.",
    AUTH_LIMIT_EXCEEDED: "Too many wrong API keys were sent: Pushy takes none for now.",
    INVALID_API_KEY: "Pushy does not take the API key of the settings.",
    INVALID_PARAM: "Pushy does not take a parameter of the request.",
    NO_APNS_AUTH: "The app has no key for Apple's push service at Pushy.",
    INTERNAL_SERVER_ERROR: "Pushy could not do it now.",
    RATE_LIMIT_EXCEEDED: "Pushy wants fewer messages for now.",
  },
};
