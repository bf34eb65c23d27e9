import { codeTable } from "../code-table.ts";

const overview = "https://postmarkapp.com/developer/api/overview#error-codes";

/**
 * Postmark's ErrorCodes. 300 stands for every invalid field, of the sender's and of Herald's too: its
 * text tells them apart (`rules.ts`).
 */
export const codes = codeTable([
  // It bounced, complained or was suppressed: Postmark's stream takes no mail to it any more.
  { kind: "refused", source: overview, codes: [406], suppress: true },
  // a file of a type that Postmark does not carry
  { kind: "refused", source: overview, codes: [411] },
  // the token, the sender, the account, the stream
  {
    kind: "misconfigured",
    source: overview,
    codes: [10, 300, 400, 401, 405, 412, 413, 422, 1221, 1226, 1235, 1236, 1480],
  },
  // how the request is built
  { kind: "misconfigured", source: overview, codes: [402, 403, 409, 410] },
  { kind: "throttled", source: overview, codes: [429] },
  { kind: "unavailable", source: overview, codes: [100] },
]);
