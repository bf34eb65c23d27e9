import type { PublishCommandInput } from "@aws-sdk/client-sns";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import * as z from "zod/mini";
import type { ProviderMessage, ProviderModule } from "../../core/provider.ts";
import { providerSettingsSchema } from "../../core/provider.ts";
import type { AwsError } from "../aws-call.ts";
import { awsClientConfig, awsOutcome, commonAwsErrors } from "../aws-call.ts";
import type { ErrorTable, FailureKind } from "../classify.ts";
import { baseUrlSetting, regionSetting } from "../settings.ts";

const settingsSchema = z.extend(providerSettingsSchema, {
  /** The sender's name that the user sees: 1 to 11 letters, digits or dashes, a letter among them. */
  senderId: z.optional(
    z.string().check(z.regex(/^(?=.*[A-Za-z])[A-Za-z0-9](?:[A-Za-z0-9-]{0,9}[A-Za-z0-9])?$/)),
  ),
  /** Where SNS is used; the function's own region if left out. */
  region: z.optional(regionSetting),
  /** The endpoint, if not AWS's own. */
  baseUrl: z.optional(baseUrlSetting),
});

type SnsSettings = z.infer<typeof settingsSchema>;

/**
 * Amazon SNS, Publish to a phone number:
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export const sns: ProviderModule<SnsSettings> = {
  id: "sns",
  address: "phoneNumber",
  // The user said STOP.
  suppressionCodes: ["OptedOut"],
  settingsSchema,
  create: (settings) => {
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
  },
};

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

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors */
const kindsByCode: ErrorTable = {
  ...commonAwsErrors,
  OptedOut: "refused",
  Throttled: "unavailable",
  InternalError: "unavailable",
  AuthorizationError: "misconfigured",
};
