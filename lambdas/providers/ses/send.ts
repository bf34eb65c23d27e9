import type { SendEmailCommandInput } from "@aws-sdk/client-ses";
import { SESClient, SendEmailCommand } from "@aws-sdk/client-ses";
import type { Provider, ProviderMessage } from "../../core/provider.ts";
import { AwsCalls, awsClientConfig } from "../aws-call.ts";
import { tagsOf } from "../delivery-tags.ts";
import { formatSender } from "../sender.ts";
import { codes } from "./codes.ts";
import { kindByText } from "./rules.ts";
import type { SesSettings } from "./settings.ts";

/** Makes SES's provider from its settings. */
export function create(settings: SesSettings): Provider {
  const calls = new AwsCalls(() => new SESClient(awsClientConfig(settings)), codes, kindByText);
  return {
    send: (message, signal) =>
      calls.make(signal, (client, options) =>
        client.send(new SendEmailCommand(emailOf(settings, message)), options),
      ),
  };
}

function emailOf(settings: SesSettings, message: ProviderMessage): SendEmailCommandInput {
  const charset = "UTF-8";
  return {
    Source: formatSender(settings.from),
    Destination: { ToAddresses: [message.to] },
    Message: {
      Subject: { Data: message.subject ?? settings.defaultSubject, Charset: charset },
      Body: { Text: { Data: message.text, Charset: charset } },
    },
    ConfigurationSetName: settings.configurationSet,
    Tags: Object.entries(tagsOf(message)).map(([Name, Value]) => ({ Name, Value })),
  };
}
