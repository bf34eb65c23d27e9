import { awsCallError, awsError, awsInvalidToken, passOn } from "../aws-query.ts";
import { publishedEvent, region } from "../aws-topic.ts";
import type { ReceiptKind } from "../receipts.ts";
import type {
  ProviderRequest,
  ProviderResponse,
  ReceiptSubject,
  SimulatedMessage,
  SimulatedProvider,
} from "../simulated-provider.ts";
import { emailPattern } from "../simulated-provider.ts";

const service = { namespace: "http://ses.amazonaws.com/doc/2010-12-01/" };

/** SendEmail: https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html */
export const provider: SimulatedProvider = {
  settings: { region, from: "herald@example.com", configurationSet: "herald-local" },
  path: "/",
  check,
  faults: {
    "refuse-recipient": () => awsError(service, 400, "MessageRejected", "Address blacklisted."),
    "rate-limit": () => awsError(service, 400, "Throttling", "Maximum sending rate exceeded."),
    "server-error": () => awsError(service, 500, "InternalFailure", "Internal failure"),
    "bad-credentials": () => awsInvalidToken(service),
  },
  accept: async (_message, request, awsEndpoint) => passOn(service, request, awsEndpoint),
  receiptsOf,
};

/**
 * The events of the configuration set, which the emulator lacks: they are published to the topic
 * that the stack has made for them. Every configuration set's topic is named after it.
 *
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
function receiptsOf({ kind, message, request, providerMessageId, awsEndpoint }: ReceiptSubject) {
  const form = new URLSearchParams(request.body.toString("utf8"));
  const configurationSet = form.get("ConfigurationSetName");
  if (configurationSet === null || awsEndpoint === undefined) {
    return [];
  }
  const timestamp = new Date().toISOString();
  const mail = {
    timestamp,
    source: form.get("Source"),
    messageId: providerMessageId,
    destination: [message.recipient],
    tags: { "ses:configuration-set": [configurationSet], ...tagsIn(form) },
  };
  const event = { ...eventOf(kind, message.recipient, timestamp), mail };
  return [publishedEvent(`${configurationSet}-email-events`, event, awsEndpoint)];
}

function eventOf(kind: ReceiptKind, emailAddress: string, timestamp: string) {
  switch (kind) {
    case "delivered":
      return {
        eventType: "Delivery",
        delivery: { timestamp, recipients: [emailAddress], smtpResponse: "250 OK" },
      };
    case "bounced": {
      const recipient = { emailAddress, action: "failed", status: "5.1.1" };
      const bounce = { bounceType: "Permanent", bounceSubType: "General", timestamp };
      return { eventType: "Bounce", bounce: { ...bounce, bouncedRecipients: [recipient] } };
    }
    case "complained": {
      const complaint = { timestamp, complaintFeedbackType: "abuse" };
      const complainedRecipients = [{ emailAddress }];
      return { eventType: "Complaint", complaint: { ...complaint, complainedRecipients } };
    }
  }
}

function tagsIn(form: URLSearchParams): Record<string, string[]> {
  const tags: Record<string, string[]> = {};
  for (let index = 1; form.has(`Tags.member.${index}.Name`); index += 1) {
    const name = form.get(`Tags.member.${index}.Name`) ?? "";
    tags[name] = [form.get(`Tags.member.${index}.Value`) ?? ""];
  }
  return tags;
}

const maxMessageBytes = 10 * 1024 * 1024;

function check(request: ProviderRequest): SimulatedMessage | ProviderResponse {
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
): ProviderResponse | undefined {
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
function tagError(form: URLSearchParams): ProviderResponse | undefined {
  for (const [name, value] of form) {
    if (name.startsWith("Tags.member.") && !/^[A-Za-z0-9_-]{1,256}$/.test(value)) {
      return invalidValue("Tags must be alphanumeric, underscores or dashes");
    }
  }
  return undefined;
}

function invalidValue(message: string): ProviderResponse {
  return awsError(service, 400, "InvalidParameterValue", message);
}
