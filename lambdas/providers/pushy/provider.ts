import type { ProviderModule } from "../provider-module.ts";
import type { PushySettings } from "./settings.ts";
import { settingsSchema } from "./settings.ts";

/**
 * Pushy, Send Notifications API: https://pushy.me/docs/api/send-notifications
 *
 * The app finds the text in `data.message` (and `data.title`); `notification` is what iOS shows.
 */
export const provider: ProviderModule<PushySettings> = {
  id: "pushy",
  address: "pushToken",
  // Some 20 hexadecimal digits.
  recognizes: (token) => /^[0-9a-f]{1,63}$/i.test(token),
  // https://support.pushy.me/hc/en-us/articles/360043865432-What-is-the-maximum-payload-size-
  contentLimit: { measure: "push-bytes", max: 4_096 },
  settingsSchema,
  loadSender: () => import("./send.ts"),
};
