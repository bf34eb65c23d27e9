import type { ProviderModule } from "../provider-module.ts";
import type { TwilioSettings } from "./settings.ts";
import { keysSchema, settingsSchema } from "./settings.ts";

/**
 * Twilio, Programmable Messaging: https://www.twilio.com/docs/messaging/api/message-resource
 *
 * It posts what becomes of a message to a URL that holds the delivery's ids:
 * https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
 */
export const provider: ProviderModule<TwilioSettings> = {
  id: "twilio",
  address: "phoneNumber",
  /** https://www.twilio.com/docs/errors/21617 */
  contentLimit: { measure: "characters", max: 1_600 },
  settingsSchema,
  loadSender: () => import("./send.ts"),
  receipts: {
    callback: {
      path: "/{ids}",
      keysSchema,
      load: () => import("./receipts.ts"),
    },
  },
};
