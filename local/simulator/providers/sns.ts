import { awsCallError, awsError, awsInvalidToken, passOn } from "../aws-query.ts";
import type {
  ProviderRequest,
  ProviderResponse,
  SimulatedMessage,
  SimulatedProvider,
} from "../simulated-provider.ts";
import { phoneNumberPattern } from "../simulated-provider.ts";

const service = { namespace: "http://sns.amazonaws.com/doc/2010-03-31/" };

/** Publish to a phone number: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const provider: SimulatedProvider = {
  settings: { region: "us-east-1" },
  path: "/",
  check,
  faults: {
    "refuse-recipient": () => optedOut(),
    "rate-limit": () => awsError(service, 429, "Throttled", "Rate exceeded"),
    "server-error": () => awsError(service, 500, "InternalError", "Internal service error"),
    "bad-credentials": () => awsInvalidToken(service),
  },
  accept: async (_message, request, awsEndpoint) => passOn(service, request, awsEndpoint),
};

function check(request: ProviderRequest): SimulatedMessage | ProviderResponse {
  const form = new URLSearchParams(request.body.toString("utf8"));
  const recipient = form.get("PhoneNumber") ?? "";
  const text = form.get("Message") ?? "";
  return (
    awsCallError(service, ["Publish"], request, form) ??
    parameterError(recipient, text) ?? { recipient, text }
  );
}

function parameterError(recipient: string, text: string): ProviderResponse | undefined {
  if (!phoneNumberPattern.test(recipient)) {
    return invalidNumber(recipient);
  }
  if (text === "") {
    return invalidParameter("Empty message");
  }
  return text.length > 1_600 ? invalidParameter("Message too long") : undefined;
}

/** That a number is not valid, SNS says of valid ones too: only this is about the recipient alone. */
function optedOut(): ProviderResponse {
  return awsError(service, 400, "OptedOut", "The phone number has opted out of receiving messages");
}

function invalidNumber(recipient: string): ProviderResponse {
  return invalidParameter(`PhoneNumber Reason: ${recipient} is not valid to publish to`);
}

function invalidParameter(what: string): ProviderResponse {
  return awsError(service, 400, "InvalidParameter", `Invalid parameter: ${what}`);
}
