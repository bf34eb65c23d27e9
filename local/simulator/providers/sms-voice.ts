import { randomUUID } from "node:crypto";
import { awsJsonCallError, awsJsonError } from "../aws-json.ts";
import { publishedEvent, region } from "../aws-topic.ts";
import type { ReceiptKind } from "../receipts.ts";
import type {
  ProviderRequest,
  ProviderResponse,
  ReceiptSubject,
  SimulatedMessage,
  SimulatedProvider,
} from "../simulated-provider.ts";
import { jsonObject, jsonResponse } from "../simulated-provider.ts";

/** https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html */
export const provider: SimulatedProvider = {
  settings: { region, configurationSet: "herald-local" },
  path: "/",
  check,
  faults: {
    "refuse-recipient": () => optedOut(),
    "rate-limit": () => awsJsonError(400, "ThrottlingException", { Message: "Rate exceeded" }),
    "server-error": () => awsJsonError(500, "InternalServerException", { RequestId: randomUUID() }),
    "bad-credentials": () => invalidToken(),
  },
  accept: async () => {
    const MessageId = randomUUID();
    const headers = { "content-type": "application/x-amz-json-1.0" };
    return { response: jsonResponse(200, { MessageId }, headers), providerMessageId: MessageId };
  },
  receiptsOf,
};

/**
 * The events of the configuration set, which the emulator lacks: they are published to the topic that the
 * stack has made for them. Every configuration set's topic is named after it.
 *
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-format.html
 */
function receiptsOf({ kind, message, request, providerMessageId, awsEndpoint }: ReceiptSubject) {
  const { ConfigurationSetName, Context, MessageType } = jsonObject(request.body);
  if (typeof ConfigurationSetName !== "string" || awsEndpoint === undefined) {
    return [];
  }
  return eventsOf[kind].map(({ eventType, isFinal }) => {
    const event = {
      eventType,
      eventVersion: "1.0",
      eventTimestamp: Date.now(),
      isFinal,
      originationPhoneNumber: "+15555550100",
      destinationPhoneNumber: message.recipient,
      messageId: providerMessageId,
      messageType: MessageType,
      messageStatus: eventType.replace("TEXT_", ""),
      context: Context,
      totalMessageParts: 1,
    };
    return publishedEvent(`${ConfigurationSetName}-sms-events`, event, awsEndpoint);
  });
}

/** That a user said STOP is no event: the next message to the number is refused. */
const eventsOf: Readonly<Record<ReceiptKind, readonly { eventType: string; isFinal: boolean }[]>> =
  {
    delivered: [
      { eventType: "TEXT_SUCCESSFUL", isFinal: false },
      { eventType: "TEXT_DELIVERED", isFinal: true },
    ],
    bounced: [{ eventType: "TEXT_INVALID", isFinal: true }],
    complained: [],
  };

/** The service takes numbers with and without a plus. */
const destinationPattern = /^\+?[1-9]\d{1,18}$/;

const maxPricePattern = /^\d{0,2}\.\d{1,5}$/;

function check(request: ProviderRequest): SimulatedMessage | ProviderResponse {
  return (
    awsJsonCallError("PinpointSMSVoiceV2.SendTextMessage", request) ??
    checkFields(jsonObject(request.body))
  );
}

function checkFields(fields: Record<string, unknown>): SimulatedMessage | ProviderResponse {
  const { DestinationPhoneNumber: recipient, MessageBody: text, MaxPrice, TimeToLive } = fields;
  if (typeof recipient !== "string" || !destinationPattern.test(recipient)) {
    return invalidField("FIELD_VALIDATION_FAILED", "DestinationPhoneNumber");
  }
  if (typeof text !== "string" || text.length > 1_600) {
    return invalidField("MAXIMUM_SIZE_EXCEEDED", "MessageBody");
  }
  if (MaxPrice !== undefined && !maxPricePattern.test(String(MaxPrice))) {
    return invalidField("FIELD_VALIDATION_FAILED", "MaxPrice");
  }
  if (TimeToLive !== undefined && !(Number(TimeToLive) >= 5 && Number(TimeToLive) <= 259_200)) {
    return invalidField("FIELD_VALIDATION_FAILED", "TimeToLive");
  }
  return isContext(fields["Context"])
    ? { recipient, text }
    : invalidField("FIELD_VALIDATION_FAILED", "Context");
}

function isContext(context: unknown): boolean {
  const pairs = Object.entries(context ?? {});
  return (
    pairs.length <= 5 &&
    pairs.every(
      ([key, value]) => /^\S{1,100}$/.test(key) && /^(?!\s).{1,800}(?<!\s)$/s.test(String(value)),
    )
  );
}

function optedOut(): ProviderResponse {
  return awsJsonError(400, "ConflictException", {
    Message: "The destination phone number is opted out",
    Reason: "DESTINATION_PHONE_NUMBER_OPTED_OUT",
    ResourceType: "opted-out-number",
  });
}

function invalidToken(): ProviderResponse {
  const Message = "The security token included in the request is invalid.";
  return awsJsonError(400, "UnrecognizedClientException", { Message });
}

function invalidField(Reason: string, Name: string): ProviderResponse {
  const Fields = [{ Name, Message: `${Name} is not valid` }];
  return awsJsonError(400, "ValidationException", { Message: "Not valid", Reason, Fields });
}
