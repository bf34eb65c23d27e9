import { codeTable } from "../code-table.ts";

const messages = "https://developer.vonage.com/en/api-errors/messages#{code}";
const general = "https://developer.vonage.com/en/api-errors#{code}";

/** Codes of the Messages API's responses and receipts, as far as SMS has them. */
export const codes = codeTable([
  // all APIs
  {
    kind: "misconfigured",
    source: general,
    codes: [
      "low-balance",
      "unauthorized",
      "forbidden",
      "not-found",
      "unprovisioned",
      "account-suspended",
      "jwt-expired",
      "jwt-revoked",
      "invalid-api-key",
      "invalid-params",
      "invalid-signature",
      "invalid-ip",
      "multiple-auth-methods",
      "invalid-id",
      "invalid-json",
      "wrong-verb",
      "accept-header",
      "content-type-header",
      "unavailable-legal",
      "application-suspended",
    ],
  },
  { kind: "throttled", source: general, codes: ["throttled"] },
  // the recipient and the content
  { kind: "refused", source: messages, codes: [1040, 1050, 1090, 1170, 1270, 1310, 1430] },
  // The number is no longer in use; its owner said STOP.
  { kind: "refused", source: messages, codes: [1190, 1240], suppress: true },
  // the request, the sender, the account, its routes and rules
  {
    kind: "misconfigured",
    source: messages,
    codes: [
      1010, 1020, 1021, 1022, 1060, 1070, 1080, 1110, 1120, 1130, 1140, 1150, 1160, 1210, 1242,
      1250, 1251, 1280, 1282, 1300, 1400, 1410, 1420, 1431, 1440, 1450, 1470, 1473, 1474, 1475,
      1476, 1480, 1481, 1482, 1483, 1484, 2001,
    ],
  },
  { kind: "throttled", source: messages, codes: [1000, 1241, 1460, 1461, 1472] },
  {
    kind: "unavailable",
    source: messages,
    codes: [1030, 1100, 1180, 1200, 1220, 1230, 1260, 1290, 1331, 1360],
  },
  { kind: "unknown", source: messages, codes: [1330, 1490] },
]);
