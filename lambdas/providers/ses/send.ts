import type { SendEmailCommandInput } from "@aws-sdk/client-ses";
import { SESClient, SendEmailCommand } from "@aws-sdk/client-ses";
import type { Provider, ProviderMessage } from "../../core/provider.ts";
import { awsClientConfig, awsOutcome } from "../aws-call.ts";
import { codes } from "./codes.ts";
import { kindByText } from "./rules.ts";
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
        codes,
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
