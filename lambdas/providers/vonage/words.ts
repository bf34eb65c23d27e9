import type { CodeWords } from "../code-words.ts";
import { codes } from "./codes.ts";

const credentials =
  "Vonage does not take the application's id and key: see the settings, and the server's clock.";
const params = "Vonage does not take a parameter: the sender, or how the request is built.";
const sender = "Vonage does not take the sender of the settings for this country or account.";
const number = "The recipient's number is not one that exists, or not written as such.";
const fraud = "A rule of the account's Fraud Defender blocked it.";
const later = "The phone or its network could not be reached, for now.";
const carrier = "The carrier blocked it.";
const tooFast = "Vonage wants fewer messages for now.";
const regulation =
  "The country's regulation asks for something that the message or its sender lacks.";

/** Vonage's codes in words. */
export const words: CodeWords = {
  codes,
  page: "https://developer.vonage.com/en/api-errors/messages",
  texts: {
    "low-balance": "The account has no credit left.",
    unauthorized: credentials,
    "jwt-expired": credentials,
    "jwt-revoked": credentials,
    forbidden: "The account may not do this.",
    "account-suspended": "The account at Vonage is suspended.",
    "application-suspended": "The application at Vonage is suspended.",
    "invalid-ip": "Vonage takes no calls from this IP address: see the account's list.",
    throttled: tooFast,
    "1000": tooFast,
    "1010": params,
    "1020": params,
    "1030": "Vonage could not do it now.",
    "1040": "Vonage cannot process the message, e.g. as it does not know the number's prefix.",
    "1050": "The number is on Vonage's list of those that get no messages.",
    "1060": "The account at Vonage is suspended.",
    "1070": "The account has no credit left.",
    "1080": "The account may not send by this API.",
    "1090": "The message is too long.",
    "1100": "Vonage could not reach the carrier.",
    "1120": sender,
    "1130": "Vonage does not take the time to live.",
    "1140": "The account may not do this.",
    "1150": params,
    "1160": "A demo account may send to numbers of its list only, and this is none.",
    "1170": number,
    "1180": later,
    "1190": "The number is no longer in use.",
    "1200": "The number has just changed carriers, and its new one does not know it yet.",
    "1210": "The carrier took it for spam and filtered it.",
    "1220": later,
    "1230": later,
    "1240": "The user said STOP: the number is not written to again.",
    "1241": "More messages went to this number than Vonage takes.",
    "1250": "Vonage has no route to this number.",
    "1251": "Vonage has no route to this number.",
    "1260": "The number could not be reached.",
    "1270": "The carrier blocked it, as the content is not for the recipient's age.",
    "1280": carrier,
    "1282": carrier,
    "1290": "The recipient's prepaid account has no credit to receive it.",
    "1310": "The recipient's phone cannot receive it.",
    "1330": "The carrier does not say why it was not delivered.",
    "1331": "The carrier does not respond.",
    "1360": "The message expired at Vonage before it could be delivered.",
    "1420": sender,
    "1430": number,
    "1460": "The day's messages are used up, e.g. of a 10DLC campaign.",
    "1470": fraud,
    "1472": fraud,
    "1473": fraud,
    "1474": fraud,
    "1475": fraud,
    "1480": regulation,
    "1481": regulation,
    "1482": regulation,
    "1483": regulation,
    "1484": regulation,
    "1490": "Not all parts of the message are known to have arrived.",
  },
};
