import type { ProviderModule } from "../provider-module.ts";
import type { SmtpSettings } from "./settings.ts";
import { settingsSchema } from "./settings.ts";

/** Any mail server that takes mail for others: https://www.rfc-editor.org/rfc/rfc6409 */
export const provider: ProviderModule<SmtpSettings> = {
  id: "smtp",
  address: "email",
  settingsSchema,
  loadSender: () => import("./send.ts"),
};
