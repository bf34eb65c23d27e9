import { randomBytes } from "node:crypto";
import webhooks from "twilio/lib/webhooks/webhooks.js";
import type { ReceiptKind } from "../receipts.ts";
import type {
  ProviderRequest,
  ProviderResponse,
  ReceiptSubject,
  SimulatedMessage,
  SimulatedProvider,
} from "../simulated-provider.ts";
import { jsonResponse, phoneNumberPattern } from "../simulated-provider.ts";

const accountSid = "AC00000000000000000000000000000000";
const authToken = "simulated-twilio-auth-token";

/** https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource */
export const provider: SimulatedProvider = {
  credentials: { accountSid, authToken },
  settings: { from: "+15005550006" },
  path: "/2010-04-01/Accounts/:accountSid/Messages.json",
  check,
  faults: {
    "refuse-recipient": ({ recipient }) => invalidTo(recipient),
    "rate-limit": () => failure(429, 20429, "Too Many Requests"),
    "server-error": () => failure(500, 20500, "An internal server error has occurred"),
    "bad-credentials": () => notAuthenticated(),
  },
  accept: async (message) => {
    const sid = `SM${randomBytes(16).toString("hex")}`;
    return { response: jsonResponse(201, created(sid, message)), providerMessageId: sid };
  },
  receiptsOf,
};

/** https://www.twilio.com/docs/messaging/guides/track-outbound-message-status */
function receiptsOf({ kind, message, request, providerMessageId }: ReceiptSubject) {
  const asked = new URLSearchParams(request.body.toString("utf8")).get("StatusCallback");
  // The fragment only says how often to repeat a callback.
  const url = asked?.split("#", 1)[0];
  if (url === undefined) {
    return [];
  }
  const end = statuses[kind];
  return [{ MessageStatus: "sent" }, end].map((status) => {
    const form = {
      AccountSid: accountSid,
      MessageSid: providerMessageId,
      SmsSid: providerMessageId,
      SmsStatus: status.MessageStatus,
      To: message.recipient,
      ...status,
    };
    const signature = webhooks.getExpectedTwilioSignature(authToken, url, form);
    return {
      url,
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "x-twilio-signature": signature,
      },
      body: new URLSearchParams(form).toString(),
    };
  });
}

/** To complain about an SMS is to say STOP. */
const statuses: Readonly<Record<ReceiptKind, { MessageStatus: string; ErrorCode?: string }>> = {
  delivered: { MessageStatus: "delivered" },
  bounced: { MessageStatus: "undelivered", ErrorCode: "30005" },
  complained: { MessageStatus: "failed", ErrorCode: "21610" },
};

function check(request: ProviderRequest): SimulatedMessage | ProviderResponse {
  if (request.headers.authorization !== basicAuthorization()) {
    return notAuthenticated();
  }
  if (request.params["accountSid"] !== accountSid) {
    return failure(404, 20404, "The requested resource was not found");
  }
  const form = new URLSearchParams(request.body.toString("utf8"));
  const recipient = form.get("To") ?? "";
  const text = form.get("Body") ?? "";
  return formError(form, recipient, text) ?? { recipient, text };
}

function formError(
  form: URLSearchParams,
  recipient: string,
  text: string,
): ProviderResponse | undefined {
  if (recipient === "") {
    return failure(400, 21604, "A 'To' phone number is required.");
  }
  if (!form.get("From") && !form.get("MessagingServiceSid")) {
    return failure(400, 21603, "A 'From' phone number is required.");
  }
  if (text === "") {
    return failure(400, 21602, "Message body is required.");
  }
  if (text.length > 1_600) {
    return failure(400, 21617, "The concatenated message body exceeds the 1600 character limit");
  }
  return phoneNumberPattern.test(recipient) ? undefined : invalidTo(recipient);
}

function basicAuthorization(): string {
  return `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`;
}

function invalidTo(recipient: string): ProviderResponse {
  return failure(400, 21211, `Invalid 'To' Phone Number: ${recipient}`);
}

function notAuthenticated(): ProviderResponse {
  return failure(401, 20003, "Authenticate");
}

function failure(status: number, code: number, message: string): ProviderResponse {
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  return jsonResponse(status, { code, message, more_info, status });
}

function created(sid: string, { recipient, text }: SimulatedMessage) {
  return {
    sid,
    account_sid: accountSid,
    to: recipient,
    body: text,
    status: "queued",
    direction: "outbound-api",
    error_code: null,
    error_message: null,
    date_created: new Date().toUTCString(),
    date_updated: new Date().toUTCString(),
    date_sent: null,
    uri: `/2010-04-01/Accounts/${accountSid}/Messages/${sid}.json`,
  };
}
