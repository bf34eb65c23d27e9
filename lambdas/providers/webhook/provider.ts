import type { ProviderModule } from "../provider-module.ts";
import type { WebhookSettings } from "./settings.ts";
import { settingsSchema } from "./settings.ts";

/**
 * Any HTTP service, told of messages by signed webhooks:
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const provider: ProviderModule<WebhookSettings> = {
  id: "webhook",
  address: "webhookUrl",
  isAddressOptional: true,
  settingsSchema,
  loadSender: () => import("./send.ts"),
};
