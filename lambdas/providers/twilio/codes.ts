import { codeTable } from "../code-table.ts";

const errors = "https://www.twilio.com/docs/api/errors/{code}";

/** Codes of POST Messages, of a message's status and of its receipts: https://www.twilio.com/docs/api/errors. Twilio warns that codes change. */
export const codes = codeTable([
  // HTTP statuses that the dictionary lists as codes
  { kind: "misconfigured", source: errors, codes: [400, 403, 404, 410] },
  { kind: "unavailable", source: errors, codes: [503] },
  // the account; TwiML
  { kind: "misconfigured", source: errors, codes: [10001, 10002, 14108, 14111] },
  { kind: "refused", source: errors, codes: [11751] },
  { kind: "throttled", source: errors, codes: [14107] },
  // REST API in general
  {
    kind: "misconfigured",
    source: errors,
    codes: [
      20001, 20003, 20004, 20005, 20006, 20008, 20010, 20011, 20012, 20101, 20102, 20103, 20104,
      20105, 20106, 20107, 20151, 20152, 20153, 20154, 20155, 20156, 20157, 20159, 20160, 20403,
      20404, 20410, 20422, 20423, 20426,
    ],
  },
  { kind: "refused", source: errors, codes: [20413] },
  { kind: "throttled", source: errors, codes: [20429] },
  { kind: "unavailable", source: errors, codes: [20500, 20503, 20504] },
  // phone numbers
  {
    kind: "misconfigured",
    source: errors,
    codes: [21210, 21212, 21213, 21215, 21216, 21218, 21219, 21264, 21266, 21267],
  },
  { kind: "refused", source: errors, codes: [21211, 21214, 21217, 21265, 21268] },
  // the sender, the country, the account
  {
    kind: "misconfigured",
    source: errors,
    codes: [21401, 21402, 21403, 21407, 21408, 21420, 21421, 21470, 21471, 21472],
  },
  // creating a message
  {
    kind: "misconfigured",
    source: errors,
    codes: [
      21601, 21603, 21605, 21606, 21607, 21608, 21609, 21612, 21613, 21615, 21616, 21620, 21621,
      21622, 21623, 21624, 21626, 21627, 21631, 21649, 21652, 21653, 21654, 21655, 21656, 21657,
      21658, 21659, 21660, 21661,
    ],
  },
  { kind: "refused", source: errors, codes: [21602, 21604, 21614, 21617, 21618, 21619, 21635] },
  { kind: "refused", source: errors, codes: [21610], suppress: true },
  { kind: "throttled", source: errors, codes: [21611] },
  // messaging services and campaigns
  {
    kind: "misconfigured",
    source: errors,
    codes: [
      21701, 21702, 21703, 21704, 21705, 21708, 21709, 21710, 21711, 21712, 21713, 21714, 21715,
      21717, 21719, 21720, 21725, 21729, 21731, 21732, 21733, 21737,
    ],
  },
  { kind: "unavailable", source: errors, codes: [21730] },
  // India, channels, redaction
  {
    kind: "misconfigured",
    source: errors,
    codes: [21900, 21901, 21902, 21910, 23001, 23002, 23003, 23004, 23005, 23006],
  },
  // error code of a message: delivery
  { kind: "unavailable", source: errors, codes: [30001, 30003, 30017, 30020, 30021, 30036, 30047] },
  {
    kind: "misconfigured",
    source: errors,
    codes: [
      30002, 30007, 30010, 30012, 30013, 30014, 30015, 30016, 30018, 30024, 30028, 30029, 30030,
      30031, 30032, 30033, 30034, 30035, 30037, 30039, 30040, 30041, 30042, 30043, 30044,
    ],
  },
  { kind: "refused", source: errors, codes: [30004, 30005, 30006, 30011, 30019, 30038] },
  { kind: "unknown", source: errors, codes: [30008] },
  { kind: "throttled", source: errors, codes: [30022, 30023, 30025, 30026, 30027] },
  // link shortening and 10DLC numbers
  {
    kind: "misconfigured",
    source: errors,
    codes: [
      30100, 30101, 30102, 30106, 30107, 30108, 30109, 30110, 30111, 30112, 30120, 30121, 30122,
      30123, 30124, 30125, 30126, 30127, 30128, 30129, 30130, 30132, 30133, 30134,
    ],
  },
  { kind: "unavailable", source: errors, codes: [30103] },
  // error code of a message: Twilio and regulation
  { kind: "misconfigured", source: errors, codes: [30400, 30404, 30620] },
  { kind: "unknown", source: errors, codes: [30410] },
  { kind: "throttled", source: errors, codes: [30450, 30453, 30454, 30485, 30610, 30615] },
  { kind: "unavailable", source: errors, codes: [30500] },
  { kind: "refused", source: errors, codes: [30630], suppress: true },
  // scheduling
  {
    kind: "misconfigured",
    source: errors,
    codes: [35111, 35114, 35115, 35117, 35118, 35126, 35127],
  },
  { kind: "throttled", source: errors, codes: [35125] },
  // Verify
  {
    kind: "misconfigured",
    source: errors,
    codes: [60200, 60201, 60204, 60220, 60223, 60226, 60228, 60229, 60238, 60605],
  },
  { kind: "throttled", source: errors, codes: [60203, 60212, 60245, 60410, 60728] },
  { kind: "refused", source: errors, codes: [60205, 60247] },
  // channels: WhatsApp, RCS, Messenger
  {
    kind: "misconfigured",
    source: errors,
    codes: [
      63001, 63002, 63006, 63007, 63008, 63011, 63013, 63015, 63016, 63020, 63022, 63025, 63026,
      63027, 63028, 63029, 63030, 63031, 63035, 63040, 63041, 63042, 63043, 63044, 63045, 63047,
      63051, 63100, 63101, 63102, 63103, 63105, 63109, 63111, 63112,
    ],
  },
  {
    kind: "refused",
    source: errors,
    codes: [63003, 63005, 63014, 63021, 63024, 63032, 63033, 63034],
  },
  { kind: "unavailable", source: errors, codes: [63009, 63010, 63012, 63019, 63023, 63036, 63037] },
  { kind: "throttled", source: errors, codes: [63017, 63018, 63038, 63039, 63049] },
  // messages and content templates
  {
    kind: "misconfigured",
    source: errors,
    codes: [
      90001, 90006, 90007, 90009, 90010, 90011, 90014, 92001, 92002, 92003, 92004, 92005, 92006,
      92007, 92008, 92009,
    ],
  },
]);
