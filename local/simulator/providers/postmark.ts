import { randomUUID } from "node:crypto";
import * as z from "zod";
import { callbackPath } from "../../../lambdas/providers/callback-url.ts";
import type { SimulatedMail } from "../mail.ts";
import { decodedHeaders, isBase64, simulatedAttachment, simulatedMail } from "../mail.ts";
import type { ReceiptKind } from "../receipts.ts";
import type {
  Checked,
  ProviderRequest,
  ProviderResponse,
  ReceiptSubject,
  SimulatedProvider,
} from "../simulated-provider.ts";
import { emailPattern, jsonObject, jsonResponse } from "../simulated-provider.ts";

const credentials = {
  serverToken: "simulated-postmark-token",
  webhookPassword: "simulated-postmark-password",
};

/** https://postmarkapp.com/developer/api/email-api#send-a-single-email */
export const provider: SimulatedProvider = {
  credentials,
  settings: { from: "herald@example.com" },
  path: "/email",
  check,
  faults: {
    "refuse-recipient": ({ recipient }) => inactive(recipient),
    "rate-limit": () => failure(429, 429, "You have exceeded the rate limit."),
    "server-error": () => failure(500, 500, "Internal Server Error"),
    "bad-credentials": () => notAuthorized(),
  },
  accept: async ({ recipient }) => {
    const MessageID = randomUUID();
    const SubmittedAt = new Date().toISOString();
    const body = { To: recipient, SubmittedAt, MessageID, ErrorCode: 0, Message: "OK" };
    return { response: jsonResponse(200, body), providerMessageId: MessageID };
  },
  receiptsOf,
};

/** https://postmarkapp.com/developer/webhooks/webhooks-overview */
function receiptsOf({ kind, message, request, providerMessageId, publicUrl }: ReceiptSubject) {
  if (publicUrl === undefined) {
    return [];
  }
  const { MessageStream, Metadata } = mailSchema.parse(jsonObject(request.body));
  const named = { MessageID: providerMessageId, ServerID: 23, MessageStream, Tag: "", Metadata };
  const password = Buffer.from(`herald:${credentials.webhookPassword}`).toString("base64");
  return eventsOf(kind, message.recipient, new Date().toISOString()).map((event) => ({
    url: `${publicUrl}${callbackPath("postmark")}`,
    headers: { "content-type": "application/json", authorization: `Basic ${password}` },
    body: JSON.stringify({ ...event, ...named }),
  }));
}

/** What ends a subscription has a webhook of its own besides. */
function eventsOf(kind: ReceiptKind, address: string, at: string): readonly object[] {
  if (kind === "delivered") {
    const Details = "smtp;250 2.0.0 OK";
    return [{ RecordType: "Delivery", Recipient: address, DeliveredAt: at, Details }];
  }
  const Type = kind === "bounced" ? "HardBounce" : "SpamComplaint";
  const RecordType = kind === "bounced" ? "Bounce" : "SpamComplaint";
  return [
    { RecordType, ID: 42, Type, Email: address, BouncedAt: at, Inactive: true },
    {
      RecordType: "SubscriptionChange",
      Recipient: address,
      ChangedAt: at,
      Origin: "Recipient",
      SuppressSending: true,
      SuppressionReason: Type,
    },
  ];
}

const maxMessageBytes = 10 * 1024 * 1024;

function check(request: ProviderRequest): Checked {
  if (request.headers["x-postmark-server-token"] !== credentials.serverToken) {
    return notAuthorized();
  }
  if (request.body.length > maxMessageBytes) {
    return { status: 413, headers: {}, body: "" };
  }
  const mail = mailSchema.safeParse(jsonObject(request.body));
  if (!mail.success) {
    return failure(422, 300, mail.error.issues[0]?.message ?? "");
  }
  const { To: recipient, TextBody: text, MessageStream, Attachments = [] } = mail.data;
  if (MessageStream !== "outbound") {
    return failure(422, 1235, `The stream provided: '${MessageStream}' does not exist.`);
  }
  const forbidden = Attachments.find(({ Name }) => forbiddenName.test(Name));
  if (forbidden !== undefined) {
    return failure(422, 411, `Attachment '${forbidden.Name}' has a forbidden file type.`);
  }
  return { recipient, text, ...carriedIn(mail.data) };
}

function carriedIn(mail: z.output<typeof mailSchema>): SimulatedMail {
  return simulatedMail({
    subject: mail.Subject,
    html: mail.HtmlBody,
    headers: decodedHeaders((mail.Headers ?? []).map(({ Name, Value }) => [Name, Value])),
    replyTo: mail.ReplyTo,
    attachments: (mail.Attachments ?? []).map(({ Name, Content, ContentType, ContentID }) =>
      simulatedAttachment({
        filename: Name,
        contentType: ContentType,
        content: Buffer.from(Content, "base64"),
        inline: ContentID?.replace(/^cid:/, ""),
      }),
    ),
  });
}

/** Some of https://postmarkapp.com/developer/user-guide/send-email-with-api#attachments */
const forbiddenName = /\.(?:bat|cmd|com|exe|js|msi|scr|vbs)$/i;

const address = (field: string) => z.string().regex(emailPattern, `Invalid '${field}' address.`);

const mailSchema = z.object({
  From: address("From"),
  To: address("To"),
  Subject: z.string().max(2_000, "The 'Subject' is too long."),
  TextBody: z.string().min(1, "Provide either email TextBody or HtmlBody or both."),
  HtmlBody: z.string().min(1).optional(),
  ReplyTo: address("ReplyTo").optional(),
  Headers: z
    .array(z.object({ Name: z.string().min(1), Value: z.string().regex(/^[\x20-\x7e]*$/) }))
    .optional(),
  Attachments: z
    .array(
      z.object({
        Name: z.string().min(1),
        Content: z.string().refine(isBase64),
        ContentType: z.string().min(1),
        ContentID: z.string().startsWith("cid:").optional(),
      }),
      "Attachments are not valid.",
    )
    .optional(),
  MessageStream: z.string().default("outbound"),
  Metadata: z
    .record(z.string().max(20), z.string().max(80), "Metadata are not valid.")
    .refine((metadata) => Object.keys(metadata).length <= 10, "Metadata have at most 10 fields.")
    .optional(),
});

function inactive(recipient: string): ProviderResponse {
  return failure(
    422,
    406,
    `You tried to send to recipient(s) that have been marked as inactive. Found inactive addresses: ${recipient}. Inactive recipients are ones that have generated a hard bounce, a spam complaint, or a manual suppression.`,
  );
}

function notAuthorized(): ProviderResponse {
  return failure(401, 10, "The Server Token you provided is not valid.");
}

function failure(status: number, ErrorCode: number, Message: string): ProviderResponse {
  return jsonResponse(status, { ErrorCode, Message });
}
