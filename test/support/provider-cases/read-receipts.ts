import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import webhooks from "twilio/lib/webhooks/webhooks.js";
import type { ReceiptMessage } from "../../../lambdas/core/receipt-message.ts";
import { callbackUrl } from "../../../lambdas/providers/callback-url.ts";
import { readCallback as readMessenger } from "../../../lambdas/providers/messenger/receipts.ts";
import { readCallback as readSendgrid } from "../../../lambdas/providers/sendgrid/receipts.ts";
import { readEvent } from "../../../lambdas/providers/ses/receipts.ts";
import { readCallback as readTwilio } from "../../../lambdas/providers/twilio/receipts.ts";

const publicUrl = "https://notify.example.com";
const receivedAt = new Date("2026-01-01T00:00:00Z");
const accountSid = `AC${"0".repeat(32)}`;
const reference = {
  userId: "user-1",
  notificationId: "01ARZ3NDEKTSV4RRFFQ69G5FAV",
  channel: "sms",
};
const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });

/** What a receipt came to, in the words of the cases. */
export interface CaseReceipt {
  readonly result: string;
  readonly suppress: string | null;
}

const nothing: CaseReceipt = { result: "nothing", suppress: null };

/** Signs a receipt's body as its provider would, and reads it. */
export async function readReceipts(provider: string, body: string): Promise<CaseReceipt> {
  if (provider === "ses") {
    const event = readEvent(body);
    return typeof event === "object" ? receiptOf({ kind: "receipt", ...event }) : nothing;
  }
  const reading = readers[provider]?.(body);
  if (reading?.kind !== "read") {
    throw new Error(`${provider}: ${reading?.kind}`);
  }
  const [message] = reading.messages;
  return message === undefined ? nothing : receiptOf(message);
}

const readers: Readonly<Record<string, (body: string) => ReturnType<typeof readTwilio>>> = {
  twilio: (body) => {
    const url = callbackUrl(publicUrl, "twilio", reference);
    const form = { AccountSid: accountSid, ...Object.fromEntries(new URLSearchParams(body)) };
    const signature = webhooks.getExpectedTwilioSignature("token", url, form);
    return readTwilio(
      {
        ids: url.slice(url.lastIndexOf("/") + 1),
        headers: { "x-twilio-signature": signature },
        body: new URLSearchParams(form).toString(),
        receivedAt,
      },
      { keys: { authToken: "token", accountSid }, publicUrl },
    );
  },
  sendgrid: (body) => {
    const timestamp = "1600112502";
    const signature = sign("sha256", Buffer.from(timestamp + body), keys.privateKey);
    const headers = {
      "x-twilio-email-event-webhook-signature": signature.toString("base64"),
      "x-twilio-email-event-webhook-timestamp": timestamp,
    };
    const webhookPublicKey = keys.publicKey
      .export({ format: "der", type: "spki" })
      .toString("base64");
    return readSendgrid(
      { ids: "", headers, body, receivedAt },
      { keys: { webhookPublicKey }, publicUrl },
    );
  },
  messenger: (body) => {
    const signature = createHmac("sha256", "secret").update(body).digest("hex");
    const headers = { "x-hub-signature-256": `sha256=${signature}` };
    const known = { keys: { appSecret: "secret", verifyToken: undefined }, publicUrl };
    return readMessenger({ ids: "", headers, body, receivedAt }, known);
  },
};

function receiptOf(message: ReceiptMessage): CaseReceipt {
  switch (message.kind) {
    case "message-id":
      return nothing;
    case "receipt-by-message-id":
      return { result: message.result, suppress: null };
    case "receipt": {
      const suppress = message.suppress?.reason ?? null;
      // The cases have no word of their own for it: it says nothing of the message.
      const result = message.result === "unsubscribed" ? "nothing" : message.result;
      return { result, suppress };
    }
  }
}
