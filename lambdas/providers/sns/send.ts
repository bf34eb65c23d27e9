import type { PublishCommandInput } from "@aws-sdk/client-sns";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import type { Provider, ProviderMessage } from "../../core/provider.ts";
import { AwsCalls, awsClientConfig } from "../aws-call.ts";
import { codes } from "./codes.ts";
import { kindByText } from "./rules.ts";
import type { SnsSettings } from "./settings.ts";

/** Makes SNS's provider from its settings. */
export function create(settings: SnsSettings): Provider {
  const calls = new AwsCalls(() => new SNSClient(awsClientConfig(settings)), codes, kindByText);
  return {
    send: (message, signal) =>
      calls.make(signal, (client, options) =>
        client.send(new PublishCommand(smsOf(settings, message)), options),
      ),
  };
}

function smsOf(
  { senderId, maxPriceUsd }: SnsSettings,
  message: ProviderMessage,
): PublishCommandInput {
  const text = (value: string) => ({ DataType: "String", StringValue: value });
  return {
    PhoneNumber: message.to,
    Message: message.text,
    MessageAttributes: {
      "AWS.SNS.SMS.SMSType": text("Transactional"),
      "AWS.SNS.SMS.MaxPrice": { DataType: "Number", StringValue: String(maxPriceUsd) },
      ...(senderId !== undefined && { "AWS.SNS.SMS.SenderID": text(senderId) }),
    },
  };
}
