import type { Outcome } from "../../core/outcome.ts";
import type { Provider, ProviderMessage } from "../../core/provider.ts";
import { callbackUrl } from "../callback-url.ts";
import { failureOutcome, unreadableResponse } from "../classify.ts";
import { withTransportOutcome } from "../rest-call.ts";
import { secondsToLive } from "../time-to-live.ts";
import { kindsByCode } from "./codes.ts";
import type { MessageInstance, MessageListInstanceCreateOptions } from "./messages-resource.ts";
import { messageList } from "./messages-resource.ts";
import type { TwilioSettings } from "./settings.ts";

/** The longest that Twilio keeps trying to hand a message over, in seconds. */
const maxValidityPeriod = 36_000;

/** Makes Twilio's provider from its settings. */
export function create(settings: TwilioSettings, publicUrl?: string): Provider {
  return {
    send: (message, signal) =>
      withTransportOutcome(() => createMessage({ ...settings, publicUrl }, message, signal)),
  };
}

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
  const statusCallback = publicUrl && callbackUrl(publicUrl, "twilio", message);
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
