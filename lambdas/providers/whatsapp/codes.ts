import { codeTable } from "../code-table.ts";

const errorCodes =
  "https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes";

/** The range in which the Graph API says that a permission is missing. */
const permissions = Array.from({ length: 100 }, (_, index) => 200 + index);

/**
 * Codes of a send's error and of a failed status. A code that stands for our own parameters as well as
 * for the recipient or the text is told apart by `rules.ts`. The template is the settings', so what is
 * wrong with it is no message's fault.
 */
export const codes = codeTable([
  // the recipient: none of them says that the address is dead for good
  { kind: "refused", source: errorCodes, codes: [131021, 131026, 131050] },
  // this message: the window, the text, and what Meta keeps from this user
  {
    kind: "refused",
    source: errorCodes,
    codes: [130472, 131047, 131049, 132005, 132012, 132018],
  },
  // the app, its token, the account, the number
  {
    kind: "misconfigured",
    source: errorCodes,
    codes: [
      0, 3, 10, 33, 190, 368, 130497, 131005, 131030, 131031, 131037, 131042, 131045, 133010,
      134011,
    ],
  },
  { kind: "misconfigured", source: errorCodes, codes: permissions },
  // our own parameters, the template
  {
    kind: "misconfigured",
    source: errorCodes,
    codes: [100, 131002, 131008, 131009, 131051, 132000, 132001, 132007, 132015, 132016, 132068],
  },
  // too fast
  {
    kind: "throttled",
    source: errorCodes,
    codes: [4, 80007, 130429, 131048, 131056, 132069],
  },
  // down
  { kind: "unavailable", source: errorCodes, codes: [2, 131000, 131016, 131057] },
  { kind: "unknown", source: errorCodes, codes: [1] },
]);
