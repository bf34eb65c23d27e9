import type { SendTextMessageCommandInput } from "@aws-sdk/client-pinpoint-sms-voice-v2";
import {
  PinpointSMSVoiceV2Client,
  SendTextMessageCommand,
} from "@aws-sdk/client-pinpoint-sms-voice-v2";
import type { Provider, ProviderMessage } from "../../core/provider.ts";
import { AwsCalls, awsClientConfig } from "../aws-call.ts";
import { tagsOf } from "../delivery-tags.ts";
import { secondsToLive } from "../time-to-live.ts";
import { codes } from "./codes.ts";
import { kindByFields } from "./rules.ts";
import type { SmsVoiceSettings } from "./settings.ts";

/** The seconds for which the service keeps trying: at least, and at most. */
const [minSecondsToLive, maxSecondsToLive] = [5, 259_200];

/** Makes AWS End User Messaging SMS's provider from its settings. */
export function create(settings: SmsVoiceSettings): Provider {
  const calls = new AwsCalls(
    () => new PinpointSMSVoiceV2Client(awsClientConfig(settings)),
    codes,
    kindByFields,
  );
  return {
    send: (message, signal) =>
      calls.make(signal, (client, options) =>
        client.send(new SendTextMessageCommand(smsOf(settings, message)), options),
      ),
  };
}

/** The delivery's ids come back in the context of each event. */
function smsOf(settings: SmsVoiceSettings, message: ProviderMessage): SendTextMessageCommandInput {
  const secondsLeft = secondsToLive(message.expiresAt, maxSecondsToLive);
  return {
    DestinationPhoneNumber: message.to,
    MessageBody: message.text,
    MessageType: settings.messageType,
    OriginationIdentity: settings.originationIdentity,
    ConfigurationSetName: settings.configurationSet,
    ProtectConfigurationId: settings.protectConfigurationId,
    MaxPrice: settings.maxPriceUsd.toFixed(5),
    Context: tagsOf(message),
    TimeToLive: secondsLeft && Math.max(secondsLeft, minSecondsToLive),
  };
}
