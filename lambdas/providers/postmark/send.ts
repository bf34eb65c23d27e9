import * as z from "zod/mini";
import type { Outcome } from "../../core/outcome.ts";
import type { Attachment } from "../../core/ports/content.ts";
import type { Provider, ProviderMessage } from "../../core/provider.ts";
import { failureOutcome, unreadableResponse } from "../classify.ts";
import type { HttpCallResponse } from "../http-call.ts";
import { base64Of } from "../mail-files.ts";
import { mailHeaders } from "../mail-headers.ts";
import { postJson, readJson } from "../rest-call.ts";
import { quoteSender } from "../sender.ts";
import { codes } from "./codes.ts";
import { metadataOf } from "./metadata.ts";
import { kindByText, leavesOutRecipient } from "./rules.ts";
import type { PostmarkSettings } from "./settings.ts";

/** Makes Postmark's provider from its settings. */
export function create(settings: PostmarkSettings): Provider {
  return {
    send: (message, signal) =>
      postJson(
        {
          url: `${settings.baseUrl}/email`,
          headers: { "x-postmark-server-token": settings.serverToken },
          body: mailBody(settings, message),
        },
        signal,
        toOutcome,
      ),
  };
}

function mailBody(settings: PostmarkSettings, message: ProviderMessage) {
  const { html, replyTo, attachments } = message;
  const headers = mailHeaders(message);
  return {
    From: quoteSender(settings.from),
    To: message.to,
    ...(replyTo !== undefined && { ReplyTo: replyTo }),
    Subject: message.subject ?? settings.defaultSubject,
    TextBody: message.text,
    ...(html !== undefined && { HtmlBody: html }),
    ...(headers.length > 0 && {
      Headers: headers.map(({ name, value }) => ({ Name: name, Value: value })),
    }),
    ...(attachments && { Attachments: attachments.map(attachmentBody) }),
    MessageStream: settings.messageStream,
    Metadata: metadataOf(message),
  };
}

/** https://postmarkapp.com/developer/user-guide/send-email-with-api#inline-images */
function attachmentBody(attachment: Attachment) {
  const { filename, contentType, inline } = attachment;
  return {
    Name: filename,
    Content: base64Of(attachment),
    ContentType: contentType,
    ...(inline !== undefined && { ContentID: `cid:${inline}` }),
  };
}

/** What Postmark says of a recipient that it sends no mail to. */
const inactive = 406;

function toOutcome(response: HttpCallResponse): Outcome {
  const { status } = response;
  if (status === 413) {
    return { kind: "refused", code: "http-413" };
  }
  const body = readJson(responseSchema, response);
  if (status === 200 && body === undefined) {
    return unreadableResponse("non-json-answer");
  }
  const { ErrorCode: code, Message: text = "", MessageID: providerMessageId } = body ?? {};
  if (status !== 200 || code !== 0) {
    return failureOutcome(codes, { code, status, kind: kindByText(code, text) });
  }
  if (leavesOutRecipient(text)) {
    return failureOutcome(codes, { code: inactive, status });
  }
  return providerMessageId
    ? { kind: "accepted", providerMessageId }
    : unreadableResponse("no-message-id");
}

const responseSchema = z.looseObject({
  ErrorCode: z.optional(z.number()),
  Message: z.optional(z.string()),
  MessageID: z.optional(z.string()),
});
