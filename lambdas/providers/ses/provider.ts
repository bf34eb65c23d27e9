import type { ProviderModule } from "../provider-module.ts";
import { deployment } from "./deployment.ts";
import type { SesSettings } from "./settings.ts";
import { settingsSchema } from "./settings.ts";

/**
 * Amazon SES: SendEmail, https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html, and for what is
 * more than text SendRawEmail, https://docs.aws.amazon.com/ses/latest/APIReference/API_SendRawEmail.html
 */
export const provider: ProviderModule<SesSettings> = {
  id: "ses",
  address: "email",
  settingsSchema,
  loadSender: () => import("./send.ts"),
  receipts: { events: { load: () => import("./receipts.ts") } },
  deployment,
};
