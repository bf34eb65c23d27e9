/** The only credentials that the simulator takes, named as in the providers' settings. */
export const simulatorCredentials = {
  twilio: {
    accountSid: "AC00000000000000000000000000000000",
    authToken: "simulated-twilio-auth-token",
  },
  sendgrid: { apiKey: "SG.simulated-sendgrid-key" },
  pushy: { apiKey: "simulated-pushy-key" },
  messenger: { pageAccessToken: "simulated-page-access-token" },
} as const;
