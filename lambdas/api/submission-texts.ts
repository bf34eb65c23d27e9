/**
 * What the document says of a submission and its fields where their own schemas do not say it yet,
 * with an example of those that the example of the body shows.
 */
export const submissionDescription =
  "A notification to one user: at least one address, or channels that need none.";

/** By the field's name. */
export const submissionTexts: Readonly<
  Record<string, { readonly description: string; readonly examples?: readonly unknown[] }>
> = {
  userId: {
    description: "Whom it is for: the id that the caller's own systems know the user by.",
    examples: ["u-42"],
  },
  message: {
    description: "Plain text. Providers set lower limits of their own.",
    examples: ["Your order is ready"],
  },
  subject: {
    description: "One line, for channels that have a subject.",
    examples: ["Order 1007"],
  },
  email: { description: "An e-mail address.", examples: ["ann@example.com"] },
  phoneNumber: { description: "An E.164 number.", examples: ["+48600100200"] },
  pushToken: { description: "The token of the user's device." },
  messengerId: { description: "The user's page-scoped id." },
  channels: {
    description:
      "The channels it goes to. Without it, every enabled channel with a usable address is taken.",
    examples: [["sms", "email"]],
  },
  expectsResponse: {
    description:
      "Whether the message is expected to trigger a response. Such messages are limited per user and clock hour.",
  },
  expiresAt: {
    description: "After this moment no provider is called any more. Must be in the future.",
  },
};
