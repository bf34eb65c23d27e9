import type * as z from "zod/mini";
import { json } from "../../core/json-text.ts";
import type { ReadCallback } from "../../providers/callback.ts";
import {
  challengeResponse,
  messengerKeys,
  readMessengerCallback,
} from "../../providers/messenger/receipts.ts";
import { readSendgridCallback, sendgridKeys } from "../../providers/sendgrid/receipts.ts";
import { readTwilioCallback, twilioKeys } from "../../providers/twilio/receipts.ts";
import type { ParameterCache } from "../../settings/parameter-cache.ts";
import { publicUrlIn } from "../../settings/public-url.ts";

/** The providers that call back over HTTP, with their keys as the parameters have them now. */
export interface CallbackSources {
  /** Reads the parameters again when they are due. */
  refresh(): Promise<void>;
  /** How a provider's callbacks are read, by its id. */
  readonly readers: Readonly<Record<string, ReadCallback>>;
  /** The answer to Messenger's verification of the webhook; `undefined` where it is not Messenger's. */
  challengeResponse(query: Readonly<Record<string, string | undefined>>): string | undefined;
}

/**
 * The callback sources of a stage.
 *
 * @param providers those that the stage's channels may use: only their settings are read.
 */
export function callbackSources(
  parameters: ParameterCache,
  providers: readonly string[],
): CallbackSources {
  const publicUrl = publicUrlIn(parameters);
  const keysOf = <Keys>(provider: string, schema: z.ZodMiniType<Keys>) =>
    providers.includes(provider)
      ? parameters.add(`providers/${provider}`, json(schema), { optional: true })
      : { value: undefined };
  const twilio = keysOf("twilio", twilioKeys);
  const sendgrid = keysOf("sendgrid", sendgridKeys);
  const messenger = keysOf("messenger", messengerKeys);
  return {
    refresh: () => parameters.refresh(),
    readers: {
      twilio: (callback) =>
        twilio.value && publicUrl.value
          ? readTwilioCallback(twilio.value, publicUrl.value, callback)
          : { kind: "no-key" },
      sendgrid: (callback) => readSendgridCallback(sendgrid.value ?? {}, callback),
      messenger: (callback) => readMessengerCallback(messenger.value ?? {}, callback),
    },
    challengeResponse: (query) => challengeResponse(messenger.value ?? {}, query),
  };
}
