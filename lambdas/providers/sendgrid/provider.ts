import type { ProviderModule } from "../provider-module.ts";
import type { SendgridSettings } from "./settings.ts";
import { keysSchema, settingsSchema } from "./settings.ts";

/**
 * Twilio SendGrid, v3 Mail Send:
 * https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send
 *
 * Its events carry `userId`, `notificationId` and `channel` (custom arguments) as they are.
 */
export const provider: ProviderModule<SendgridSettings> = {
  id: "sendgrid",
  address: "email",
  settingsSchema,
  loadSender: () => import("./send.ts"),
  receipts: {
    callback: {
      path: "",
      keysSchema,
      load: () => import("./receipts.ts"),
    },
    // Events name the message with a suffix for each of SendGrid's servers.
    messageIdOf: (named) => named.split(".", 1)[0] ?? named,
  },
};
