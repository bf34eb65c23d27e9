import type { CodeWords } from "../code-words.ts";
import { codes } from "./codes.ts";

/** A webhook's codes in words. */
export const words: CodeWords = {
  codes,
  page: "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
  texts: {
    "http-410": "The service says that this URL is gone and takes no more webhooks.",
    "http-413": "The message is larger than the service takes.",
    "insecure-url": "The URL is not an https one.",
    "host-not-allowed": "The URL's host is not in the setting allowedHosts.",
    "private-address": "The host leads into a private network, which is not called.",
    "no-url": "Neither the message nor the settings name a URL.",
  },
};
