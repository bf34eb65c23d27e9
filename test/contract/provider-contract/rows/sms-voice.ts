import type { ProviderRow, RareResponse } from "../provider-row.ts";
import { to } from "../provider-row.ts";

const error = (name: string, members: object = {}) => JSON.stringify({ __type: name, ...members });

const because = (name: string, Reason: string, ...fields: string[]) =>
  error(name, {
    Message: `${to.phoneNumber} it is`,
    Reason,
    ...(fields.length > 0 && { Fields: fields.map((Name) => ({ Name, Message: to.phoneNumber })) }),
  });

/** A reason for which it is the deployer's turn. */
const ofAccount = (name: string, reason: string, ...fields: string[]): RareResponse => [
  400,
  because(name, reason, ...fields),
  "misconfigured",
  reason,
];

const [conflict, invalid] = ["ConflictException", "ValidationException"];
const badForm = "FIELD_VALIDATION_FAILED";
const optedOut = "DESTINATION_PHONE_NUMBER_OPTED_OUT";
const override = "DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE";

export const row: ProviderRow = {
  address: "phoneNumber",
  to: to.phoneNumber,
  badSettings: {
    originationIdentity: "two words",
    configurationSet: "a b",
    messageType: "URGENT",
    maxPriceUsd: 100,
    protectConfigurationId: "",
    region: "Frankfurt",
    baseUrl: "ftp://example.com",
  },
  oversizedText: "x".repeat(1_601),
  responseWithoutId: { status: 200, body: "{}" },
  rareResponses: [
    [400, because(conflict, optedOut), "refused", optedOut, "suppress"],
    [400, because(conflict, override), "refused", override],
    ofAccount(conflict, "DESTINATION_PHONE_NUMBER_NOT_VERIFIED"),
    ofAccount(conflict, "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION"),
    ofAccount(conflict, "NO_ORIGINATION_IDENTITIES_FOUND"),
    ofAccount(conflict, "MESSAGE_TYPE_MISMATCH"),
    ofAccount(conflict, "A_NEW_REASON"),
    [400, because(invalid, badForm, "DestinationPhoneNumber"), "refused", badForm],
    [400, because(invalid, badForm, "destinationPhoneNumber", "messageBody"), "refused", badForm],
    [400, because(invalid, "CANNOT_PARSE", "DestinationPhoneNumber"), "refused", "CANNOT_PARSE"],
    [400, because(invalid, "PRICE_OVER_THRESHOLD"), "refused", "PRICE_OVER_THRESHOLD"],
    ofAccount(invalid, badForm, "OriginationIdentity"),
    ofAccount(invalid, badForm, "DestinationPhoneNumber", "OriginationIdentity"),
    ofAccount(invalid, badForm),
    ofAccount(invalid, "INVALID_PARAMETER", "DestinationPhoneNumber"),
    ofAccount(invalid, "DESTINATION_COUNTRY_BLOCKED", "DestinationPhoneNumber"),
    ofAccount(invalid, "COUNTRY_NOT_ENABLED"),
    ofAccount(invalid, "INTERNATIONAL_SENDING_NOT_SUPPORTED"),
    ofAccount(invalid, "SENDER_ID_REQUIRES_REGISTRATION"),
    [400, error(invalid, { Fields: "no" }), "misconfigured", invalid],
    [400, error(invalid, { Fields: [null, {}] }), "misconfigured", invalid],
    ofAccount("ServiceQuotaExceededException", "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT"),
    ofAccount("AccessDeniedException", "ACCOUNT_DISABLED"),
    [400, error("AccessDeniedException"), "misconfigured", "AccessDeniedException"],
    [400, error("ResourceNotFoundException"), "misconfigured", "ResourceNotFoundException"],
    [400, error("com.amazonaws#ThrottlingException"), "throttled", "ThrottlingException"],
    [500, error("InternalServerException"), "unavailable", "InternalServerException"],
    [400, error(`to ${to.phoneNumber}`), "misconfigured", "http-400"],
    [400, "{}", "misconfigured", "http-400"],
    [200, "<html>no</html>", "unknown", "non-json-answer"],
  ],
};
