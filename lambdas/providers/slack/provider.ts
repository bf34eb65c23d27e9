import type { ProviderModule } from "../provider-module.ts";
import type { SlackSettings } from "./settings.ts";
import { settingsSchema } from "./settings.ts";

/** Slack, Web API: https://docs.slack.dev/reference/methods/chat.postMessage */
export const provider: ProviderModule<SlackSettings> = {
  id: "slack",
  address: "slackChannel",
  settingsSchema,
  loadSender: () => import("./send.ts"),
};
