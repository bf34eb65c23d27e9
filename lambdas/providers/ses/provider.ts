import type { SendEmailCommandInput } from "@aws-sdk/client-ses";
import { SESClient, SendEmailCommand } from "@aws-sdk/client-ses";
import * as z from "zod/mini";
import type { ProviderMessage, ProviderModule } from "../../core/provider.ts";
import { providerSettingsSchema } from "../../core/provider.ts";
import type { AwsError } from "../aws-call.ts";
import { awsClientConfig, awsOutcome, commonAwsErrors } from "../aws-call.ts";
import type { ErrorTable, FailureKind } from "../classify.ts";
import { baseUrlSetting, regionSetting, senderEmailSetting } from "../settings.ts";

const settingsSchema = z.extend(providerSettingsSchema, {
  /** The sender: an address of an identity that SES has verified, with or without a name. */
  from: senderEmailSetting,
  /** The configuration set that publishes the message's events; receipts need one. */
  configurationSet: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/))),
  /** The subject of a message that has none. */
  defaultSubject: z._default(z.string().check(z.minLength(1)), "Notification"),
  /** Where SES is used; the function's own region if left out. */
  region: z.optional(regionSetting),
  /** The endpoint, if not AWS's own. */
  baseUrl: z.optional(baseUrlSetting),
});

type SesSettings = z.infer<typeof settingsSchema>;

/**
 * Amazon SES, SendEmail: https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html
 *
 * Each message is tagged with what its receipt needs: `notificationId` and `channel` as they are,
 * and `userId` in base64url of its UTF-8, as tags hold only `[A-Za-z0-9_-]`; to decode:
 * `Buffer.from(tag, "base64url").toString("utf8")`. A tag holds 256 characters; a `userId` of 128
 * makes 171.
 */
export const ses: ProviderModule<SesSettings> = {
  id: "ses",
  address: "email",
  settingsSchema,
  create: (settings) => {
    const client = new SESClient(awsClientConfig(settings));
    return {
      send: (message, signal) =>
        awsOutcome(
          (options) => client.send(new SendEmailCommand(emailOf(settings, message)), options),
          signal,
          kindsByCode,
          kindByText,
        ),
    };
  },
};

function emailOf(settings: SesSettings, message: ProviderMessage): SendEmailCommandInput {
  const charset = "UTF-8";
  return {
    Source: settings.from,
    Destination: { ToAddresses: [message.to] },
    Message: {
      Subject: { Data: message.subject ?? settings.defaultSubject, Charset: charset },
      Body: { Text: { Data: message.text, Charset: charset } },
    },
    ConfigurationSetName: settings.configurationSet,
    Tags: tagsOf(message),
  };
}

function tagsOf(message: ProviderMessage): { Name: string; Value: string }[] {
  return [
    { Name: "notificationId", Value: message.notificationId },
    { Name: "channel", Value: message.channel },
    { Name: "userId", Value: Buffer.from(message.userId).toString("base64url") },
  ];
}

/** SES says "Email address is not verified" with the code that it uses for bad content too. */
function kindByText({ code, text }: AwsError): FailureKind | undefined {
  return code === "MessageRejected" && /not verified/i.test(text) ? "misconfigured" : undefined;
}

/**
 * https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html#API_SendEmail_Errors
 *
 * The sender and the configuration set are checked with the settings, so an invalid parameter is
 * the recipient or the content.
 */
const kindsByCode: ErrorTable = {
  ...commonAwsErrors,
  MessageRejected: "refused",
  InvalidParameterValue: "refused",
  MailFromDomainNotVerified: "misconfigured",
  MailFromDomainNotVerifiedException: "misconfigured",
  ConfigurationSetDoesNotExist: "misconfigured",
  ConfigurationSetSendingPausedException: "misconfigured",
  AccountSendingPausedException: "misconfigured",
};
