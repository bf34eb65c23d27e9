import type { ProviderRow } from "../provider-row.ts";
import { awsError, to } from "../provider-row.ts";

export const row: ProviderRow = {
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
    [
      400,
      awsError("InvalidParameterValue", "Illegal filename 'setup.exe'"),
      "refused",
      "InvalidParameterValue",
    ],
    [400, awsError("TooManyRequestsException", ""), "throttled", "TooManyRequestsException"],
    [503, awsError("ServiceUnavailable", ""), "unavailable", "ServiceUnavailable"],
  ],
};
