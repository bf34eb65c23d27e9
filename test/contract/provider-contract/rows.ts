import type { AddressKind } from "../../../lambdas/core/address.ts";
import type { OutcomeKind } from "../../../lambdas/core/outcome.ts";
import type { ProviderId } from "../../../lambdas/providers/registry.ts";

/** What sets one provider apart in the contract suite. */
export interface ProviderRow {
  readonly id: Exclude<ProviderId, "always-fail">;
  readonly address: AddressKind;
  readonly to: string;
  /** Settings whose credentials are wrong; absent where the credentials are not in the settings. */
  readonly wrongCredentials?: Readonly<Record<string, string>>;
  /** Settings that its schema rejects, each under the name of the field at fault. */
  readonly badSettings: Readonly<Record<string, unknown>>;
  /** A text longer than the provider takes. */
  readonly oversizedText: string;
  /** A whole 2xx answer that lacks nothing but the message's id. */
  readonly responseWithoutId: { readonly status: number; readonly body: string };
  /** An answer of the provider that the simulator does not give, and the outcome's kind and code. */
  readonly rareResponses: readonly (readonly [
    status: number,
    body: string,
    kind: OutcomeKind,
    code: string,
  ])[];
}

const to = {
  phoneNumber: "+48600100200",
  email: "ann@example.com",
  pushToken: "a6345d0278adc55d3474f5",
  messengerId: "2466321000000001",
} satisfies Record<AddressKind, string>;

const awsError = (code: string, message: string) =>
  `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;

/** One row for each provider that calls somebody. */
export const providerRows: readonly ProviderRow[] = [
  {
    id: "twilio",
    address: "phoneNumber",
    to: to.phoneNumber,
    wrongCredentials: { authToken: "wrong" },
    badSettings: { accountSid: "AC1", authToken: "two words", from: undefined },
    oversizedText: "x".repeat(1_601),
    responseWithoutId: { status: 201, body: '{"status":"queued"}' },
    rareResponses: [
      [201, '{"sid":"SM1","status":"failed","error_code":30005}', "refused", "30005"],
      [201, '{"sid":"SM1","status":"undelivered","error_code":39999}', "unavailable", "39999"],
      [201, '{"sid":"SM1","status":"failed","error_code":null}', "unavailable", "failed"],
      [400, `{"code":21610,"message":"${to.phoneNumber} unsubscribed"}`, "refused", "21610"],
      [400, '{"code":21606,"message":"not a valid sender"}', "misconfigured", "21606"],
      [400, `{"code":"${to.phoneNumber}"}`, "misconfigured", "http-400"],
      [429, '{"code":20429,"message":"Too Many Requests"}', "unavailable", "20429"],
      [201, "null", "unknown", "non-json-answer"],
    ],
  },
  {
    id: "sns",
    address: "phoneNumber",
    to: to.phoneNumber,
    badSettings: { senderId: "twelve-chars", region: "Frankfurt", baseUrl: "ftp://example.com" },
    oversizedText: "x".repeat(1_601),
    responseWithoutId: {
      status: 200,
      body: "<PublishResponse><PublishResult></PublishResult></PublishResponse>",
    },
    rareResponses: [
      [400, awsError("OptedOut", `${to.phoneNumber} is opted out`), "refused", "OptedOut"],
      [400, awsError("Throttling", "Rate exceeded"), "unavailable", "Throttling"],
      [403, awsError("AuthorizationError", "no"), "misconfigured", "AuthorizationError"],
      [400, awsError("InvalidParameter", "SenderID"), "misconfigured", "InvalidParameter"],
    ],
  },
  {
    id: "ses",
    address: "email",
    to: to.email,
    badSettings: { from: "nobody", configurationSet: "a b", timeoutMs: 10 },
    oversizedText: "x".repeat(10 * 1024 * 1024 + 1),
    responseWithoutId: {
      status: 200,
      body: "<SendEmailResponse><SendEmailResult></SendEmailResult></SendEmailResponse>",
    },
    rareResponses: [
      [
        400,
        awsError("MessageRejected", "Email address is not verified."),
        "misconfigured",
        "MessageRejected",
      ],
      [
        400,
        awsError("ConfigurationSetDoesNotExist", "none"),
        "misconfigured",
        "ConfigurationSetDoesNotExist",
      ],
      [400, awsError("TooManyRequestsException", ""), "unavailable", "TooManyRequestsException"],
      [503, awsError("ServiceUnavailable", ""), "unavailable", "ServiceUnavailable"],
    ],
  },
  {
    id: "sendgrid",
    address: "email",
    to: to.email,
    wrongCredentials: { apiKey: "SG.wrong" },
    badSettings: { apiKey: "SG.key\n", from: "nobody", baseUrl: "example.com" },
    oversizedText: "x".repeat(30 * 1024 * 1024),
    responseWithoutId: { status: 202, body: "" },
    rareResponses: [
      [400, '{"errors":[{"message":"m","field":"from.email"}]}', "misconfigured", "from.email"],
      [400, '{"errors":[{"message":"m","field":null}]}', "misconfigured", "http-400"],
      [403, '{"errors":[]}', "misconfigured", "http-403"],
    ],
  },
  {
    id: "pushy",
    address: "pushToken",
    to: to.pushToken,
    wrongCredentials: { apiKey: "wrong" },
    badSettings: { apiKey: "", baseUrl: "https://api.pushy.me?api_key=x", timeoutMs: 60_000 },
    oversizedText: "x".repeat(4_097),
    responseWithoutId: { status: 200, body: '{"success":true,"info":{"failed":[]}}' },
    rareResponses: [
      [
        200,
        `{"success":true,"id":"1","info":{"failed":["${to.pushToken}"]}}`,
        "refused",
        "failed-token",
      ],
      [200, '{"success":false,"id":"1"}', "unknown", "http-200"],
      [400, '{"code":"NO_APNS_AUTH","error":"m"}', "misconfigured", "NO_APNS_AUTH"],
      [500, '{"code":"CONSTRUCTOR","error":"m"}', "unavailable", "CONSTRUCTOR"],
      [400, '{"code":"constructor","error":"m"}', "misconfigured", "constructor"],
    ],
  },
  {
    id: "messenger",
    address: "messengerId",
    to: to.messengerId,
    wrongCredentials: { pageAccessToken: "wrong" },
    badSettings: { pageAccessToken: "", apiVersion: "latest", messagingType: "MESSAGE_TAG" },
    oversizedText: "x".repeat(2_001),
    responseWithoutId: { status: 200, body: `{"recipient_id":"${to.messengerId}"}` },
    rareResponses: [
      [400, '{"error":{"code":10,"error_subcode":2018278}}', "refused", "10"],
      [400, '{"error":{"code":551,"message":"m"}}', "refused", "551"],
      [400, '{"error":{"code":100,"message":"(#100) tag"}}', "misconfigured", "100"],
      [500, '{"error":{"code":1200}}', "unavailable", "1200"],
    ],
  },
];
