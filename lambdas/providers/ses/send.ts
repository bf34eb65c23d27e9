import type { SendEmailCommandInput } from "@aws-sdk/client-ses";
import { SESClient, SendEmailCommand } from "@aws-sdk/client-ses";
import type { Provider, ProviderMessage } from "../../core/provider.ts";
import type { AwsError } from "../aws-call.ts";
import { awsClientConfig, awsOutcome } from "../aws-call.ts";
import type { FailureKind } from "../classify.ts";
import { kindsByCode } from "./codes.ts";
import type { SesSettings } from "./settings.ts";
import { tagsOf } from "./tags.ts";

/** Makes SES's provider from its settings. */
export function create(settings: SesSettings): Provider {
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
}

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
    Tags: Object.entries(tagsOf(message)).map(([Name, Value]) => ({ Name, Value })),
  };
}

/** SES says "Email address is not verified" with the code that it uses for bad content too. */
function kindByText({ code, text }: AwsError): FailureKind | undefined {
  return code === "MessageRejected" && /not verified/i.test(text) ? "misconfigured" : undefined;
}
