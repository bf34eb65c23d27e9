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
  // A registration token has letters beyond hexadecimal digits, and a colon.
  recognizes: (token) => !/^[0-9a-f]*$/i.test(token),
  // https://firebase.google.com/docs/cloud-messaging/concept-options
  contentLimit: { measure: "push-bytes", max: 4_096 },
  settingsSchema,
  loadSender: () => import("./send.ts"),
};
