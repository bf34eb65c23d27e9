import { codeTable } from "../code-table.ts";

const errorHandling = "https://developers.facebook.com/docs/graph-api/guides/error-handling";
const errorCodes = "https://developers.facebook.com/docs/messenger-platform/error-codes";
const sendMessage =
  "https://developers.facebook.com/docs/messenger-platform/instagram/features/send-message";
const rateLimiting = "https://developers.facebook.com/docs/graph-api/overview/rate-limiting";
const sendApi = "https://developers.facebook.com/docs/messenger-platform/reference/send-api";
const sendApiErrors =
  "https://developers.facebook.com/docs/messenger-platform/reference/send-api/error-codes";

/** Error codes, or code and subcode. Some are told apart by text: `rules.ts`. What is not listed goes by its code, then by the HTTP class. */
export const codes = codeTable([
  // Graph itself, and rates
  { kind: "unavailable", source: errorHandling, codes: ["-1", "2"] },
  { kind: "unavailable", source: errorCodes, codes: ["1"] },
  { kind: "misconfigured", source: errorCodes, codes: ["1-99", "2-2018344"] },
  { kind: "unknown", source: errorCodes, codes: ["1-1357046"] },
  { kind: "misconfigured", source: errorHandling, codes: ["3"] },
  {
    kind: "throttled",
    source: errorCodes,
    codes: ["4", "4-2018022", "4-2018354", "9", "9-2018352"],
  },
  // permissions, the 24 hour window, rates
  { kind: "misconfigured", source: errorCodes, codes: ["10", "10-1404170", "10-1893063"] },
  {
    kind: "misconfigured",
    source: "https://github.com/microsoft/botframework-sdk/issues/2510",
    codes: ["10-2018028"],
  },
  { kind: "refused", source: errorCodes, codes: ["10-2018065", "10-2018108", "10-2018278"] },
  { kind: "unavailable", source: errorCodes, codes: ["10-2018321"] },
  { kind: "refused", source: sendMessage, codes: ["10-2534022"] },
  { kind: "throttled", source: errorHandling, codes: ["17"] },
  { kind: "throttled", source: rateLimiting, codes: ["32"] },
  // parameters
  { kind: "misconfigured", source: errorCodes, codes: ["100", "100-2018164"] },
  { kind: "refused", source: errorCodes, codes: ["100-2018001"] },
  { kind: "refused", source: sendApi, codes: ["100-2018032", "100-2018034"] },
  { kind: "refused", source: sendApiErrors, codes: ["100-2018109"] },
  { kind: "refused", source: sendMessage, codes: ["100-2534014"] },
  // apps and tokens
  {
    kind: "misconfigured",
    source: errorHandling,
    codes: [
      "102",
      "190",
      "190-458",
      "190-459",
      "190-460",
      "190-463",
      "190-464",
      "190-467",
      "190-492",
    ],
  },
  // permissions of the app and the page
  {
    kind: "misconfigured",
    source: errorCodes,
    codes: ["200", "200-2018027", "200-2018028", "230"],
  },
  { kind: "refused", source: errorCodes, codes: ["200-1545041"] },
  {
    kind: "misconfigured",
    source: "https://developers.facebook.com/docs/graph-api/reference/user/",
    codes: ["210"],
  },
  // limits, blocks and people
  { kind: "throttled", source: errorHandling, codes: ["341"] },
  { kind: "misconfigured", source: errorHandling, codes: ["368"] },
  { kind: "refused", source: errorHandling, codes: ["506"] },
  { kind: "refused", source: errorCodes, codes: ["551", "551-1545041"] },
  { kind: "throttled", source: errorCodes, codes: ["613"] },
  { kind: "unavailable", source: sendApiErrors, codes: ["1200"] },
  { kind: "misconfigured", source: errorCodes, codes: ["2022"] },
  // business use case rate limits, links
  {
    kind: "throttled",
    source: rateLimiting,
    codes: [
      "80000",
      "80001",
      "80002",
      "80003",
      "80004",
      "80005",
      "80006",
      "80008",
      "80009",
      "80014",
    ],
  },
  { kind: "misconfigured", source: errorHandling, codes: ["1609005"] },
]);
