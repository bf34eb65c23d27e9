import type { PublishCommandInput } from "@aws-sdk/client-sns";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import type { Provider, ProviderMessage } from "../../core/provider.ts";
import type { AwsError } from "../aws-call.ts";
import { awsClientConfig, awsOutcome } from "../aws-call.ts";
import type { FailureKind } from "../classify.ts";
import { kindsByCode } from "./codes.ts";
import type { SnsSettings } from "./settings.ts";

/** Makes SNS's provider from its settings. */
export function create(settings: SnsSettings): Provider {
  const client = new SNSClient(awsClientConfig(settings));
  return {
    send: (message, signal) =>
      awsOutcome(
        (options) => client.send(new PublishCommand(smsOf(settings, message)), options),
        signal,
        kindsByCode,
        kindByText,
      ),
  };
}

function smsOf({ senderId }: SnsSettings, message: ProviderMessage): PublishCommandInput {
  const text = (value: string) => ({ DataType: "String", StringValue: value });
  return {
    PhoneNumber: message.to,
    Message: message.text,
    MessageAttributes: {
      "AWS.SNS.SMS.SMSType": text("Transactional"),
      ...(senderId !== undefined && { "AWS.SNS.SMS.SenderID": text(senderId) }),
    },
  };
}

/** One code stands for every bad parameter: only the text says whether it is one of the message's. */
function kindByText({ code, text }: AwsError): FailureKind | undefined {
  const ofMessage = /PhoneNumber|Message too long|Empty message/i.test(text);
  return code.startsWith("InvalidParameter") && ofMessage ? "refused" : undefined;
}
