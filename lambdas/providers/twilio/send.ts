import type { Outcome } from "../../core/outcome.ts";
import type { Provider, ProviderMessage } from "../../core/provider.ts";
import { callbackUrl } from "../callback-url.ts";
import { failureOutcome, unreadableResponse } from "../classify.ts";
import type { HttpCallResponse } from "../http-call.ts";
import { withTransportOutcome } from "../rest-call.ts";
import { withRetryAfter } from "../retry-after.ts";
import { secondsToLive } from "../time-to-live.ts";
import { codes } from "./codes.ts";
import type { MessageInstance, MessageListInstanceCreateOptions } from "./messages-resource.ts";
import { messageList } from "./messages-resource.ts";
import { repeatFragment } from "./repeat-fragment.ts";
import { kindByText } from "./rules.ts";
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
  let response: HttpCallResponse | undefined;
  const list = messageList(settings, signal, (received) => {
    response = received;
  });
  try {
    return toOutcome(await list.create(smsOf(settings, message)));
  } catch (error) {
    if (response === undefined) {
      throw error;
    }
    return withRetryAfter(errorOutcome(error, response.status), response);
  }
}

function smsOf(
  { from, messagingServiceSid, publicUrl }: TwilioConfiguration,
  message: ProviderMessage,
): MessageListInstanceCreateOptions {
  const validityPeriod = secondsToLive(message.expiresAt, maxValidityPeriod);
  const statusCallback = publicUrl && callbackUrl(publicUrl, "twilio", message) + repeatFragment;
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
  if (failedStatuses.includes(status)) {
    const code = String(errorCode ?? status);
    // It says itself that it did not send: what its code does not tell is no unknown outcome.
    return failureOutcome(codes, { code, status: 503 });
  }
  return sid ? { kind: "accepted", providerMessageId: sid } : unreadableResponse("no-message-id");
}

const failedStatuses: readonly string[] = ["failed", "undelivered", "canceled"];

/** The library throws both for an error response and for a 2xx that it cannot read. */
function errorOutcome(error: unknown, status: number): Outcome {
  if (status >= 200 && status < 300) {
    return unreadableResponse("non-json-answer");
  }
  const given = error instanceof Error && "code" in error ? error.code : undefined;
  const code = typeof given === "number" ? given : undefined;
  const text = error instanceof Error ? error.message : "";
  return failureOutcome(codes, { code, status, kind: kindByText(code, text) });
}
