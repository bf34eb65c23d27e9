import { awsCallError, awsError, awsInvalidToken, passOn } from "../aws-query.ts";
import type {
  ProviderAnswer,
  ProviderRequest,
  SimulatedMessage,
  SimulatedProvider,
} from "../simulated-provider.ts";
import { emailPattern } from "../simulated-provider.ts";

const service = { namespace: "http://ses.amazonaws.com/doc/2010-12-01/" };

/** SendEmail: https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html */
export const ses: SimulatedProvider = {
  id: "ses",
  path: "/",
  check,
  faults: {
    "refuse-recipient": () => awsError(service, 400, "MessageRejected", "Address blacklisted."),
    "rate-limit": () => awsError(service, 400, "Throttling", "Maximum sending rate exceeded."),
    "server-error": () => awsError(service, 500, "InternalFailure", "Internal failure"),
    "bad-credentials": () => awsInvalidToken(service),
  },
  accept: async (_message, request, awsEndpoint) => passOn(service, request, awsEndpoint),
};

const maxMessageBytes = 10 * 1024 * 1024;

function check(request: ProviderRequest): SimulatedMessage | ProviderAnswer {
  const form = new URLSearchParams(request.body.toString("utf8"));
  const recipient = form.get("Destination.ToAddresses.member.1") ?? "";
  const text = form.get("Message.Body.Text.Data") ?? "";
  return (
    awsCallError(service, "SendEmail", request, form) ??
    parameterError(form, recipient, text) ?? { recipient, text }
  );
}

function parameterError(
  form: URLSearchParams,
  recipient: string,
  text: string,
): ProviderAnswer | undefined {
  if (!form.get("Source") || !form.has("Message.Subject.Data")) {
    return invalidValue("Source and Message.Subject.Data are required");
  }
  if (!emailPattern.test(recipient)) {
    return invalidValue("Missing final '@domain'");
  }
  if (Buffer.byteLength(text) > maxMessageBytes) {
    return invalidValue(`Message length is more than ${maxMessageBytes} bytes long`);
  }
  return tagError(form);
}

/** https://docs.aws.amazon.com/ses/latest/APIReference/API_MessageTag.html */
function tagError(form: URLSearchParams): ProviderAnswer | undefined {
  for (const [name, value] of form) {
    if (name.startsWith("Tags.member.") && !/^[A-Za-z0-9_-]{1,256}$/.test(value)) {
      return invalidValue("Tags must be alphanumeric, underscores or dashes");
    }
  }
  return undefined;
}

function invalidValue(message: string): ProviderAnswer {
  return awsError(service, 400, "InvalidParameterValue", message);
}
