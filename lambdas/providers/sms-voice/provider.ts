import type { ProviderModule } from "../provider-module.ts";
import { deployment } from "./deployment.ts";
import type { SmsVoiceSettings } from "./settings.ts";
import { settingsSchema } from "./settings.ts";

/**
 * AWS End User Messaging SMS, SendTextMessage:
 * https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html
 */
export const provider: ProviderModule<SmsVoiceSettings> = {
  id: "sms-voice",
  address: "phoneNumber",
  /** https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html */
  contentLimit: { measure: "characters", max: 1_600 },
  settingsSchema,
  loadSender: () => import("./send.ts"),
  receipts: { events: { load: () => import("./receipts.ts") } },
  deployment,
};
