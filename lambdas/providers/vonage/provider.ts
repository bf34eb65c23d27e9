import type { ProviderModule } from "../provider-module.ts";
import type { VonageSettings } from "./settings.ts";
import { keysSchema, settingsSchema } from "./settings.ts";

/**
 * Vonage, Messages API, channel `sms`: https://developer.vonage.com/en/api/messages
 *
 * Not the SMS API, which Vonage keeps for those who have it: it responds with 200 and one result for
 * each part, so that a message may be taken in part, and its receipts go to URLs of 100 characters at
 * most, too few for a delivery's ids.
 *
 * It posts what becomes of a message to a URL that holds the delivery's ids:
 * https://developer.vonage.com/en/messages/concepts/messages-status-callbacks
 */
export const provider: ProviderModule<VonageSettings> = {
  id: "vonage",
  address: "phoneNumber",
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
