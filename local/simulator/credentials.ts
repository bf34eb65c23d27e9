import { generateKeyPairSync } from "node:crypto";

/** The pair of keys by which the simulated SendGrid signs its webhooks. */
export const sendgridWebhookKeys = generateKeyPairSync("ec", { namedCurve: "P-256" });

/** The only credentials that the simulator takes, named as in the providers' settings. */
export const simulatorCredentials = {
  twilio: {
    accountSid: "AC00000000000000000000000000000000",
    authToken: "simulated-twilio-auth-token",
  },
  sendgrid: {
    apiKey: "SG.simulated-sendgrid-key",
    webhookPublicKey: sendgridWebhookKeys.publicKey
      .export({ format: "der", type: "spki" })
      .toString("base64"),
  },
  pushy: { apiKey: "simulated-pushy-key" },
  messenger: {
    pageAccessToken: "simulated-page-access-token",
    appSecret: "simulated-app-secret",
    verifyToken: "simulated-verify-token",
  },
} as const;
