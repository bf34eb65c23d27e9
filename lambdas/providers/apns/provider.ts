import type { ProviderModule } from "../provider-module.ts";
import type { ApnsSettings } from "./settings.ts";
import { settingsSchema } from "./settings.ts";

/**
 * Apple Push Notification service, over HTTP/2:
 * https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns
 */
export const provider: ProviderModule<ApnsSettings> = {
  id: "apns",
  address: "pushToken",
  settingsSchema,
  loadSender: () => import("./send.ts"),
};
