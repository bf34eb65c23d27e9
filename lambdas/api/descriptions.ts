/** What people are told of each schema and its fields, by the schema's name in the document. */
export const descriptions = {
  Submission: {
    about: "A notification to one user: at least one address, or channels that need none.",
    fields: {
      userId: "Whom it is for: the id that the caller's own systems know the user by.",
      message: "Plain text. Providers set lower limits of their own.",
      subject: "One line, for channels that have a subject.",
      email: "An e-mail address.",
      phoneNumber: "An E.164 number.",
      pushToken: "The token of the user's device.",
      messengerId: "The user's page-scoped id.",
      channels:
        "The channels it goes to. Without it, every enabled channel with a usable address is taken.",
      expectsResponse:
        "Whether the message is expected to trigger a response. Such messages are limited per user and clock hour.",
      expiresAt: "After this moment no provider is called any more. Must be in the future.",
    },
  },
  Accepted: { about: "The notification is stored and queued on every one of these channels." },
  Notification: {
    about: "A notification with its deliveries, one for each of its channels.",
    fields: { id: "A ULID: sorts by the time of registration." },
  },
  Delivery: {
    about:
      "One notification on one channel: queued → sending → sent → delivered, retrying between attempts, and the ends failed and expired.",
    fields: {
      attempts: "Times that it was taken from its queue.",
      provider: "Who accepted it.",
      providerMessageId: "The provider's name for it.",
      nextAttemptAt: "When it is tried again.",
      lastError: "The last provider call that was not accepted.",
      possibleDuplicate:
        "A provider's answer was unknown, so the message may have gone out once more than it shows.",
      trail: "The latest provider calls, oldest first.",
      receipts: "What the provider said later, the gravest first.",
    },
  },
  NotificationPage: {
    about: "A page of a user's notifications, newest first.",
    fields: { nextCursor: "Goes on after this page; absent on the last one." },
  },
  Retried: { about: "The delivery is queued for a new round of attempts." },
  Canceled: { about: "Where each delivery is now; those not sent have failed as canceled." },
  Erased: {
    about: "How many records were removed.",
    fields: { other: "Throttle counters and suppressed addresses." },
  },
  Suppressions: { about: "The user's addresses that are not written to any more." },
  Lifted: { about: "The address is written to again." },
  ServiceStatus: {
    about: "Channels, their providers in order, and about how many messages their queues hold.",
  },
  Problem: {
    about: "What is wrong with the request, as RFC 9457 has it.",
    fields: { errors: "Each failing field." },
  },
} as const satisfies Record<string, Description>;

/** One schema's. */
export interface Description {
  readonly about: string;
  readonly fields?: Readonly<Record<string, string>>;
}

/** The name of a schema in the document. */
export type SchemaName = keyof typeof descriptions;
