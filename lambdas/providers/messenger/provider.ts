import { keysSchema } from "../meta-settings.ts";
import type { ProviderModule } from "../provider-module.ts";
import type { MessengerSettings } from "./settings.ts";
import { settingsSchema } from "./settings.ts";

/**
 * Facebook Messenger, Send API:
 * https://developers.facebook.com/docs/messenger-platform/reference/send-api
 *
 * The address is the user's page-scoped id. The message's metadata are the delivery's ids, which
 * its echo brings back to the webhook.
 */
export const provider: ProviderModule<MessengerSettings> = {
  id: "messenger",
  address: "messengerId",
  /** https://developers.facebook.com/docs/messenger-platform/reference/send-api */
  contentLimit: { measure: "characters", max: 2_000 },
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
