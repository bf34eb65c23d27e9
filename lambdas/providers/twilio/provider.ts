import * as z from "zod/mini";
import type { Outcome } from "../../core/outcome.ts";
import type { ProviderMessage, ProviderModule } from "../../core/provider.ts";
import { providerSettingsSchema } from "../../core/provider.ts";
import type { ErrorTable } from "../classify.ts";
import { failureOutcome, unreadableResponse } from "../classify.ts";
import { receiptsUrl } from "../receipts-url.ts";
import { withTransportOutcome } from "../rest-call.ts";
import { baseUrlSetting, secretSetting } from "../settings.ts";
import { secondsToLive } from "../time-to-live.ts";
import type { MessageInstance, MessageListInstanceCreateOptions } from "./messages-resource.ts";
import { messageList } from "./messages-resource.ts";

const settingsSchema = z
  .extend(providerSettingsSchema, {
    /** The account, `AC` and 32 hexadecimal digits. */
    accountSid: z.string().check(z.regex(/^AC[0-9a-fA-F]{32}$/)),
    /** The account's auth token. */
    authToken: secretSetting,
    /** The sender: a number in E.164 form, a short code or an alphanumeric sender id. */
    from: z.optional(z.string().check(z.minLength(1), z.maxLength(64))),
    /** The messaging service that picks the sender, `MG` and 32 hexadecimal digits. */
    messagingServiceSid: z.optional(z.string().check(z.regex(/^MG[0-9a-fA-F]{32}$/))),
    baseUrl: z._default(baseUrlSetting, "https://api.twilio.com"),
  })
  .check(
    z.refine(
      ({ from, messagingServiceSid }) =>
        (from === undefined) !== (messagingServiceSid === undefined),
      { error: "exactly one of from and messagingServiceSid is needed", path: ["from"] },
    ),
  );

type TwilioSettings = z.infer<typeof settingsSchema>;

/** The longest that Twilio keeps trying to hand a message over, in seconds. */
const maxValidityPeriod = 36_000;

/**
 * Twilio, Programmable Messaging: https://www.twilio.com/docs/messaging/api/message-resource
 *
 * It posts what becomes of a message to a URL that holds the delivery's ids:
 * https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
 */
export const twilio: ProviderModule<TwilioSettings> = {
  id: "twilio",
  address: "phoneNumber",
  // The user said STOP.
  suppressionCodes: ["21610"],
  settingsSchema,
  create: (settings, publicUrl) => ({
    send: (message, signal) =>
      withTransportOutcome(() => createMessage({ ...settings, publicUrl }, message, signal)),
  }),
};

/** Its settings, and where its callbacks go. */
interface TwilioConfiguration extends TwilioSettings {
  readonly publicUrl: string | undefined;
}

async function createMessage(
  settings: TwilioConfiguration,
  message: ProviderMessage,
  signal: AbortSignal,
): Promise<Outcome> {
  let status: number | undefined;
  const list = messageList(settings, signal, (response) => {
    status = response.status;
  });
  try {
    return toOutcome(await list.create(smsOf(settings, message)));
  } catch (error) {
    if (status === undefined) {
      throw error;
    }
    return errorOutcome(error, status);
  }
}

function smsOf(
  { from, messagingServiceSid, publicUrl }: TwilioConfiguration,
  message: ProviderMessage,
): MessageListInstanceCreateOptions {
  const validityPeriod = secondsToLive(message.expiresAt, maxValidityPeriod);
  const statusCallback = publicUrl && receiptsUrl(publicUrl, "twilio", message);
  return {
    to: message.to,
    body: message.text,
    ...(from !== undefined && { from }),
    ...(messagingServiceSid !== undefined && { messagingServiceSid }),
    ...(validityPeriod !== undefined && { validityPeriod }),
    ...(statusCallback !== undefined && { statusCallback }),
  };
}

/** A message that Twilio created and failed at once is not taken, although it has an id. */
function toOutcome({ sid, status, errorCode }: MessageInstance): Outcome {
  if (status === "failed" || status === "undelivered") {
    const code = String(errorCode ?? status);
    return { kind: kindsByCode[code] ?? "unavailable", code };
  }
  return sid ? { kind: "accepted", providerMessageId: sid } : unreadableResponse("no-message-id");
}

/** The library throws both for an error answer and for a 2xx that it cannot read. */
function errorOutcome(error: unknown, status: number): Outcome {
  if (status >= 200 && status < 300) {
    return unreadableResponse("non-json-answer");
  }
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return failureOutcome(kindsByCode, typeof code === "number" ? code : undefined, status);
}

/**
 * https://www.twilio.com/docs/api/errors; Twilio warns that codes change. 21610 is a user who said
 * STOP: no SMS provider may try.
 */
const kindsByCode: ErrorTable = {
  20003: "misconfigured",
  20404: "misconfigured",
  20429: "unavailable",
  21211: "refused",
  21212: "misconfigured",
  21214: "refused",
  21217: "refused",
  21408: "refused",
  21606: "misconfigured",
  21610: "refused",
  21614: "refused",
  21617: "refused",
  30001: "unavailable",
  30002: "misconfigured",
  30003: "refused",
  30004: "refused",
  30005: "refused",
  30006: "refused",
  30007: "refused",
  30008: "unknown",
};
