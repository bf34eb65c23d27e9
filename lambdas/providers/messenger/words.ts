import type { CodeWords } from "../code-words.ts";
import { codes } from "./codes.ts";

const gone = "This person cannot be reached: they blocked the page, or left Messenger.";
const windowClosed =
  "More than 24 hours have passed since the person's last message: the page may not write now.";
const token = "Meta does not take the page's access token: it expired, or was withdrawn.";
const permission = "The app or the page lacks a permission.";
const tooFast = "Meta wants fewer messages for now.";
const unwell = "Meta could not do it now.";

/** Meta's codes in words: https://developers.facebook.com/docs/messenger-platform/error-codes */
export const words: CodeWords = {
  codes,
  page: "https://developers.facebook.com/docs/messenger-platform/error-codes",
  texts: {
    "1": unwell,
    "2": unwell,
    "4": tooFast,
    "10": permission,
    "10-2018065": windowClosed,
    "10-2018108": gone,
    "10-2018278": windowClosed,
    "10-2534022": windowClosed,
    "17": tooFast,
    "32": tooFast,
    "100":
      "Meta does not take a parameter: the person's id, the text, or one of the request's own.",
    "100-2018001": "There is no such person for this page.",
    "100-2018109": "The message is too long: Messenger takes 2,000 characters.",
    "190": token,
    "190-460": token,
    "190-463": token,
    "190-467": token,
    "200": permission,
    "200-1545041": gone,
    "230": permission,
    "368": "The page is blocked from sending for now, for breaking Meta's rules.",
    "551": gone,
    "551-1545041": gone,
    "613": tooFast,
    "1200": unwell,
  },
};
