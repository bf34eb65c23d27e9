import type { ProviderModule } from "herald-cdk/provider";
import {
  baseUrlSetting,
  postJson,
  providerSettingsSchema,
  statusOutcome,
} from "herald-cdk/provider";
import * as z from "zod/mini";

const settingsSchema = z.extend(providerSettingsSchema, { baseUrl: baseUrlSetting });

/** Acme's SMS: `POST /messages` with `{ to, text }` responds with 201 and `{ id }`. */
export const provider: ProviderModule<z.infer<typeof settingsSchema>> = {
  id: "acme-sms",
  address: "phoneNumber",
  settingsSchema,
  loadSender: async () => ({
    create: ({ baseUrl }) => ({
      send: ({ to, text }, signal) =>
        postJson({ url: `${baseUrl}/messages`, body: { to, text } }, signal, (response) =>
          response.status === 201
            ? { kind: "accepted", providerMessageId: JSON.parse(response.body).id }
            : statusOutcome(response.status),
        ),
    }),
  }),
};
