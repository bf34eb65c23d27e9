import type { ProviderRow } from "../provider-row.ts";
import { to } from "../provider-row.ts";

const error = (ErrorCode: number, Message: string) => JSON.stringify({ ErrorCode, Message });

export const row: ProviderRow = {
  address: "email",
  to: to.email,
  wrongCredentials: { serverToken: "wrong" },
  badSettings: {
    serverToken: "token\n",
    from: "nobody",
    messageStream: "two words",
    webhookPassword: "user:password@host",
    baseUrl: "example.com",
  },
  oversizedText: "x".repeat(10 * 1024 * 1024),
  responseWithoutId: { status: 200, body: '{"ErrorCode":0,"Message":"OK"}' },
  rareResponses: [
    [
      422,
      error(
        406,
        `Found inactive addresses: ${to.email}. Inactive recipients are ones that bounced.`,
      ),
      "refused",
      "406",
      "suppress",
    ],
    [
      200,
      JSON.stringify({
        ErrorCode: 0,
        MessageID: "76fbc507-6684-4f69-82bc-82358d779815",
        Message: `Message OK, but will not deliver to these inactive addresses: ${to.email}.`,
      }),
      "refused",
      "406",
      "suppress",
    ],
    [422, error(300, `Invalid 'To' address: '${to.email}'.`), "refused", "300"],
    [422, error(300, "Error parsing 'To': Illegal email domain."), "refused", "300"],
    [422, error(300, "Provide either email TextBody or HtmlBody or both."), "refused", "300"],
    [422, error(300, "Invalid 'ReplyTo' address: 'x'."), "refused", "300"],
    [422, error(411, "Attachment 'setup.exe' is forbidden."), "refused", "411"],
    [422, error(300, "Invalid 'From' address: 'herald'."), "misconfigured", "300"],
    [422, error(400, "The 'From' address is no Sender Signature."), "misconfigured", "400"],
    [422, error(402, "Invalid JSON."), "misconfigured", "402"],
    [422, error(405, "You are out of credits."), "misconfigured", "405"],
    [422, error(412, "Your account is pending approval."), "misconfigured", "412"],
    [422, error(413, "This account is not approved to send email."), "misconfigured", "413"],
    [422, error(1235, "The stream provided: 'x' does not exist."), "misconfigured", "1235"],
    [422, error(99_999, "new"), "misconfigured", "99999"],
    [413, error(300, "Too large"), "refused", "http-413"],
    [429, error(429, "Too many requests"), "throttled", "429"],
    [422, error(100, "Maintenance"), "unavailable", "100"],
    [200, error(300, "Invalid 'From' address"), "misconfigured", "300"],
    [200, error(99_999, "new"), "unknown", "99999"],
  ],
  // The example of https://postmarkapp.com/developer/webhooks/bounce-webhook, with the ids of a delivery
  callback: {
    keys: { webhookPassword: "open-sesame-open-sesame" },
    isUnsigned: true,
    headers: { authorization: "Basic aGVyYWxkOm9wZW4tc2VzYW1lLW9wZW4tc2VzYW1l" },
    body: JSON.stringify({
      RecordType: "Bounce",
      MessageStream: "outbound",
      ID: 42,
      Type: "HardBounce",
      TypeCode: 1,
      Name: "Hard bounce",
      Tag: "Test",
      MessageID: "883953f4-6105-42a2-a16a-77a8eac79483",
      ServerID: 23,
      Description:
        "The server was unable to deliver your message (ex: unknown user, mailbox not found).",
      Details: "Test bounce details",
      Email: "john@example.com",
      From: "sender@example.com",
      BouncedAt: "2019-11-05T16:33:54.9070259Z",
      DumpAvailable: true,
      Inactive: true,
      CanActivate: true,
      Subject: "Test subject",
      Metadata: {
        notification: "01KAS0000000000000000000XD",
        channel: "email",
        user: "u|42@example.com",
      },
    }),
    says: [
      {
        userId: "u|42@example.com",
        notificationId: "01KAS0000000000000000000XD",
        channel: "email",
        providerMessageId: "883953f4-6105-42a2-a16a-77a8eac79483",
        result: "bounced",
        code: "HardBounce",
        at: new Date("2019-11-05T16:33:54.907Z"),
        suppress: { address: "email", reason: "bounced" },
      },
    ],
  },
};
