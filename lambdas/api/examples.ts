import type { SchemaName } from "./descriptions.ts";

const id = "01KAS7Q4ZJ8Y5W2N6T3B9C0DXE";
const userId = "u-42";
const addressHash = "ZKrYrUvCzJBPFtkyhPYFz6e2gX4cX0fWnQNi6UUh8SE";

const delivery = {
  channel: "sms",
  status: "sent",
  attempts: 1,
  updatedAt: "2026-11-23T15:20:01.640Z",
  provider: "sns",
  providerMessageId: "9b6d8a0e-9f0e-5d8e-a6a1-d1f1b1c1e1f1",
  sentAt: "2026-11-23T15:20:01.640Z",
  lastError: "twilio unavailable: http-503",
  possibleDuplicate: false,
  trail: [
    {
      at: "2026-11-23T15:20:01.210Z",
      provider: "twilio",
      outcome: "unavailable",
      code: "http-503",
      ms: 180,
    },
    { at: "2026-11-23T15:20:01.400Z", provider: "sns", outcome: "accepted", ms: 240 },
  ],
};

const notification = {
  id,
  userId,
  message: "Your order is ready",
  subject: "Order 1007",
  phoneNumber: "+48600100200",
  channels: ["sms"],
  expectsResponse: false,
  registeredAt: "2026-11-23T15:20:00.850Z",
  deliveries: [delivery],
};

/** An example of each schema; the tests hold them to it. */
export const examples: Readonly<Record<Exclude<SchemaName, "Problem">, unknown>> = {
  Submission: {
    userId,
    message: "Your order is ready",
    subject: "Order 1007",
    email: "ann@example.com",
    phoneNumber: "+48600100200",
    channels: ["sms", "email"],
  },
  Accepted: {
    id,
    userId,
    status: "accepted",
    deliveries: [
      { channel: "sms", status: "queued" },
      { channel: "email", status: "queued" },
    ],
  },
  Notification: notification,
  Delivery: delivery,
  NotificationPage: {
    notifications: [notification],
    nextCursor: "MDFLQVM3UTRaSjhZNVcyTjZUM0I5QzBEWEU",
  },
  Retried: { channel: "sms", status: "queued" },
  Canceled: {
    id,
    deliveries: [
      { channel: "sms", status: "sent" },
      { channel: "email", status: "failed", failureReason: "canceled" },
    ],
  },
  Erased: { notifications: 12, deliveries: 19, other: 1 },
  Suppressions: {
    suppressions: [
      { hash: addressHash, reason: "bounced", provider: "ses", at: "2026-11-23T15:20:04.000Z" },
    ],
  },
  Lifted: { hash: addressHash },
  ServiceStatus: {
    channels: [
      {
        name: "sms",
        enabled: true,
        providers: [
          {
            id: "twilio",
            state: "open",
            openUntil: "2026-11-23T15:21:00.000Z",
            lastError: "unknown: timeout",
          },
          { id: "sns", state: "closed" },
        ],
        queue: { waiting: 0, inFlight: 2, deadLetters: 0 },
      },
    ],
  },
};
