import { keysSchema } from "../meta-settings.ts";
import type { ProviderModule } from "../provider-module.ts";
import type { WhatsappSettings } from "./settings.ts";
import { settingsSchema } from "./settings.ts";

/**
 * WhatsApp, Cloud API:
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
 *
 * The webhook brings back what was sent along as `biz_opaque_callback_data`: the delivery's ids.
 */
export const provider: ProviderModule<WhatsappSettings> = {
  id: "whatsapp",
  address: "whatsappId",
  settingsSchema,
  loadSender: () => import("./send.ts"),
  receipts: {
    callback: {
      path: "",
      keysSchema,
      load: () => import("./receipts.ts"),
      isVerified: true,
    },
  },
};
