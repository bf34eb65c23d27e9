import type { ProviderModule } from "../provider-module.ts";
import type { SnsSettings } from "./settings.ts";
import { settingsSchema } from "./settings.ts";

/**
 * Amazon SNS, Publish to a phone number:
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export const provider: ProviderModule<SnsSettings> = {
  id: "sns",
  address: "phoneNumber",
  /** https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html */
  contentLimit: { measure: "characters", max: 1_600 },
  settingsSchema,
  loadSender: () => import("./send.ts"),
  deployment: { firstSettings: () => ({}) },
};
