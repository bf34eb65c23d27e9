import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import * as z from "zod";
import { callbackPath } from "../../../lambdas/providers/callback-url.ts";
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

/** The pair of keys by which webhooks are signed. */
const webhookKeys = generateKeyPairSync("ec", { namedCurve: "P-256" });

const credentials = {
  apiKey: "SG.simulated-sendgrid-key",
  webhookPublicKey: webhookKeys.publicKey
    .export({ format: "der", type: "spki" })
    .toString("base64"),
};

/** https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send */
export const provider: SimulatedProvider = {
  credentials,
  settings: { from: "herald@example.com" },
  path: "/v3/mail/send",
  check,
  faults: {
    "refuse-recipient": () =>
      failure(400, "Does not contain a valid address.", "personalizations.0.to.0.email"),
    "rate-limit": () => failure(429, "too many requests", null, { "x-ratelimit-remaining": "0" }),
    "server-error": () => failure(500, "Internal Server Error", null),
    "bad-credentials": () => notAuthorized(),
  },
  accept: async () => {
    const providerMessageId = randomBytes(16).toString("base64url");
    const headers = { "x-message-id": providerMessageId };
    return { response: { status: 202, headers, body: "" }, providerMessageId };
  },
  receiptsOf,
};

/** https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event */
function receiptsOf({ kind, message, request, providerMessageId, publicUrl }: ReceiptSubject) {
  if (publicUrl === undefined) {
    return [];
  }
  const { custom_args } = mailSchema.parse(jsonObject(request.body));
  const timestamp = Math.floor(Date.now() / 1_000);
  const named = {
    email: message.recipient,
    timestamp,
    sg_event_id: randomBytes(16).toString("base64url"),
    sg_message_id: `${providerMessageId}.recvd-simulated-1`,
    ...custom_args,
  };
  const events = [{ event: "processed" }, eventsByKind[kind]];
  const body = `${JSON.stringify(events.map((event) => ({ ...named, ...event })))}\r\n`;
  const signature = sign("sha256", Buffer.from(timestamp + body), webhookKeys.privateKey);
  const headers = {
    "content-type": "application/json",
    "x-twilio-email-event-webhook-signature": signature.toString("base64"),
    "x-twilio-email-event-webhook-timestamp": String(timestamp),
  };
  return [{ url: `${publicUrl}${callbackPath("sendgrid")}`, headers, body }];
}

const eventsByKind: Readonly<Record<ReceiptKind, Readonly<Record<string, string>>>> = {
  delivered: { event: "delivered", response: "250 OK" },
  bounced: { event: "bounce", type: "bounce", status: "5.1.1", reason: "550 No such user" },
  complained: { event: "spamreport" },
};

const maxMessageBytes = 30 * 1024 * 1024;

function check(request: ProviderRequest): Checked {
  if (request.headers.authorization !== `Bearer ${credentials.apiKey}`) {
    return notAuthorized();
  }
  if (request.body.length > maxMessageBytes) {
    return failure(413, "Payload too large", null);
  }
  const mail = mailSchema.safeParse(jsonObject(request.body));
  if (!mail.success) {
    const issue = mail.error.issues[0];
    return failure(400, issue?.message ?? "Bad Request", issue?.path.join(".") || null);
  }
  const {
    personalizations,
    content,
    subject,
    reply_to,
    headers = {},
    attachments = [],
  } = mail.data;
  const [text, html] = content;
  return {
    recipient: personalizations[0].to[0].email,
    text: text.value,
    ...simulatedMail({
      subject,
      html: html?.value,
      headers: decodedHeaders(Object.entries(headers)),
      replyTo: reply_to?.email,
      attachments: attachments.map(({ filename, type, content, content_id }) =>
        simulatedAttachment({
          filename,
          contentType: type ?? "application/octet-stream",
          content: Buffer.from(content, "base64"),
          inline: content_id,
        }),
      ),
    }),
  };
}

const email = z.string().regex(emailPattern, "Does not contain a valid address.");

const text = z.string().min(1, "The content value must be a string at least one character long.");

/** https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors */
const attachmentSchema = z
  .object({
    content: z
      .string("The attachment content is required.")
      .refine(isBase64, "The attachment content must be base64 encoded."),
    filename: z.string().min(1, "The attachment filename is required."),
    type: z
      .string()
      .regex(/^[^;\r\n]+$/, "The attachment type cannot contain ';', or CRLF characters.")
      .optional(),
    disposition: z.enum(["attachment", "inline"]).optional(),
    content_id: z.string().min(1).optional(),
  })
  .refine(({ disposition, content_id }) => disposition !== "inline" || content_id !== undefined, {
    message: "The content ID is required for inline attachments.",
    path: ["content_id"],
  });

/** https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send#request-body */
const reservedHeader =
  /^(?:x-sg-id|x-sg-eid|received|dkim-signature|content-type|content-transfer-encoding|to|from|subject|reply-to|cc|bcc)$/i;

const mailSchema = z.object({
  personalizations: z.tuple([z.object({ to: z.tuple([z.object({ email })]) })]),
  from: z.object({ email }),
  reply_to: z.object({ email }).optional(),
  subject: z.string("The subject is required.").min(1, "The subject is required."),
  content: z.union([
    z.tuple([z.object({ type: z.literal("text/plain"), value: text })]),
    z.tuple([
      z.object({ type: z.literal("text/plain"), value: text }),
      z.object({ type: z.literal("text/html"), value: text }),
    ]),
  ]),
  headers: z
    .record(
      z.string().refine((name) => !reservedHeader.test(name), "The header is reserved."),
      z.string().regex(/^[\x20-\x7e]*$/, "Header values must be ASCII."),
    )
    .optional(),
  attachments: z.array(attachmentSchema).optional(),
  custom_args: z.record(z.string(), z.string()).optional(),
});

function notAuthorized(): ProviderResponse {
  return failure(401, "The provided authorization grant is invalid, expired, or revoked", null);
}

function failure(
  status: number,
  message: string,
  field: string | null,
  headers: Record<string, string> = {},
): ProviderResponse {
  return jsonResponse(status, { errors: [{ message, field, help: null }] }, headers);
}
