import { awsCallError, awsError, awsInvalidToken, passOn } from "../aws-query.ts";
import { publishedEvent, region } from "../aws-topic.ts";
import { mailIn, parseMail, textIn } from "../mail.ts";
import type { ReceiptKind } from "../receipts.ts";
import type {
  Checked,
  ProviderRequest,
  ProviderResponse,
  ReceiptSubject,
  SimulatedProvider,
} from "../simulated-provider.ts";
import { emailPattern } from "../simulated-provider.ts";

const service = { namespace: "http://ses.amazonaws.com/doc/2010-12-01/" };

/** SendEmail, https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html, and SendRawEmail */
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

async function check(request: ProviderRequest): Promise<Checked> {
  const form = new URLSearchParams(request.body.toString("utf8"));
  const error =
    awsCallError(service, ["SendEmail", "SendRawEmail"], request, form) ??
    commonError(form, recipientIn(form));
  return error ?? (form.get("Action") === "SendEmail" ? checkText(form) : await checkRaw(form));
}

/** Who it is to: SES calls that by two names. */
function recipientIn(form: URLSearchParams): string {
  return form.get("Destination.ToAddresses.member.1") ?? form.get("Destinations.member.1") ?? "";
}

function commonError(form: URLSearchParams, recipient: string): ProviderResponse | undefined {
  if (!form.get("Source")) {
    return invalidValue("Source is required");
  }
  if (!emailPattern.test(recipient)) {
    return invalidValue("Missing final '@domain'");
  }
  return tagError(form);
}

function checkText(form: URLSearchParams): Checked {
  const subject = form.get("Message.Subject.Data");
  const text = form.get("Message.Body.Text.Data") ?? "";
  if (subject === null) {
    return invalidValue("Message.Subject.Data is required");
  }
  return Buffer.byteLength(text) > maxMessageBytes
    ? tooLong()
    : { recipient: recipientIn(form), text, subject };
}

/**
 * SendRawEmail: a whole mail, without files of some kinds.
 *
 * https://docs.aws.amazon.com/ses/latest/APIReference/API_SendRawEmail.html
 */
async function checkRaw(form: URLSearchParams): Promise<Checked> {
  const content = Buffer.from(form.get("RawMessage.Data") ?? "", "base64");
  if (content.length > maxMessageBytes) {
    return tooLong();
  }
  if (
    content
      .toString("latin1")
      .split("\r\n")
      .some((line) => line.length > maxLineLength)
  ) {
    return invalidValue("Line too long");
  }
  const parsed = await parseMail(content);
  if (parsed.from === undefined) {
    return invalidValue("Missing required header 'From'.");
  }
  const forbidden = parsed.attachments.find(({ filename = "" }) => forbiddenName.test(filename));
  return forbidden === undefined
    ? { recipient: recipientIn(form), text: textIn(parsed), ...mailIn(parsed) }
    : invalidValue(`Illegal filename '${forbidden.filename}'`);
}

/** Characters of a line without its end: https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1.6 */
const maxLineLength = 998;

/** Some of https://docs.aws.amazon.com/ses/latest/dg/mime-types.html */
const forbiddenName = /\.(?:bat|cmd|com|exe|js|msi|scr|vbs)$/i;

function tooLong(): ProviderResponse {
  return invalidValue(`Message length is more than ${maxMessageBytes} bytes long`);
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
