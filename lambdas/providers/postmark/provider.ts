import type { ProviderModule } from "../provider-module.ts";
import type { PostmarkSettings } from "./settings.ts";
import { keysSchema, settingsSchema } from "./settings.ts";

/**
 * Postmark, Email API: https://postmarkapp.com/developer/api/email-api
 *
 * Its webhooks bring a message's metadata back, which are the delivery's ids:
 * https://postmarkapp.com/developer/webhooks/webhooks-overview
 */
export const provider: ProviderModule<PostmarkSettings> = {
  id: "postmark",
  address: "email",
  settingsSchema,
  loadSender: () => import("./send.ts"),
  receipts: {
    callback: {
      path: "",
      keysSchema,
      load: () => import("./receipts.ts"),
    },
  },
};
