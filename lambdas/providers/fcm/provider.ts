import type { ProviderModule } from "../provider-module.ts";
import type { FcmSettings } from "./settings.ts";
import { settingsSchema } from "./settings.ts";

/**
 * Firebase Cloud Messaging, HTTP v1 API:
 * https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages/send
 */
export const provider: ProviderModule<FcmSettings> = {
  id: "fcm",
  address: "pushToken",
  settingsSchema,
  loadSender: () => import("./send.ts"),
};
