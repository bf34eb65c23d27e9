import type { ProviderModule } from "../../core/provider.ts";
import { providerSettingsSchema } from "../../core/provider.ts";

/** A provider that never takes a message and calls nobody: shows retries and the dead-letter queue. */
export const alwaysFail: ProviderModule = {
  id: "always-fail",
  address: null,
  settingsSchema: providerSettingsSchema,
  create: () => ({
    send: async () => ({ kind: "unavailable", code: "always-fail" }),
  }),
};
