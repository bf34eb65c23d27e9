import type { ProviderModule } from "../provider-module.ts";
import { providerSettingsSchema } from "../provider-module.ts";

/** A provider that never takes a message and calls nobody: shows retries and the dead-letter queue. */
export const provider: ProviderModule = {
  id: "always-fail",
  address: null,
  settingsSchema: providerSettingsSchema,
  loadSender: () => import("./send.ts"),
  deployment: { firstSettings: () => ({}) },
};
