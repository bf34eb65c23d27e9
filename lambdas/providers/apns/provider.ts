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
  // 32 bytes or more, in hexadecimal digits.
  recognizes: (token) => /^(?:[0-9a-f]{2}){32,}$/i.test(token),
  // https://developer.apple.com/documentation/usernotifications/generating-a-remote-notification
  contentLimit: { measure: "push-bytes", max: 4_096 },
  settingsSchema,
  loadSender: () => import("./send.ts"),
};
