import type { SendEmailCommandInput, SendRawEmailCommandInput } from "@aws-sdk/client-ses";
import { SESClient, SendEmailCommand, SendRawEmailCommand } from "@aws-sdk/client-ses";
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
    send: async (message, signal) => {
      if (isText(message)) {
        const email = new SendEmailCommand(emailOf(settings, message));
        return calls.make(signal, (client, options) => client.send(email, options));
      }
      const email = new SendRawEmailCommand(await rawEmailOf(settings, message));
      return calls.make(signal, (client, options) => client.send(email, options));
    },
  };
}

/** Whether a message is text alone: SES makes its mail then. */
function isText({ html, replyTo, headers, attachments, unsubscribeUrl }: ProviderMessage): boolean {
  return [html, replyTo, headers, attachments, unsubscribeUrl].every((each) => each === undefined);
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
    ...publishing(settings, message),
  };
}

/** A mail that Herald makes; what makes it is loaded by the first one. */
async function rawEmailOf(
  settings: SesSettings,
  message: ProviderMessage,
): Promise<SendRawEmailCommandInput> {
  const { mailOf } = await import("../mime.ts");
  const { content } = await mailOf(settings, message);
  return {
    Source: formatSender(settings.from),
    Destinations: [message.to],
    RawMessage: { Data: content },
    ...publishing(settings, message),
  };
}

/** What publishes a mail's events, and the delivery that they name. */
function publishing(settings: SesSettings, message: ProviderMessage) {
  return {
    ConfigurationSetName: settings.configurationSet,
    Tags: Object.entries(tagsOf(message)).map(([Name, Value]) => ({ Name, Value })),
  };
}
