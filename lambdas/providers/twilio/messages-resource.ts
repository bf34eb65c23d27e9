import type { Client, RequestOpts } from "twilio/lib/base/BaseTwilio.js";
import domainModule from "twilio/lib/base/Domain.js";
import versionModule from "twilio/lib/base/Version.js";
import { MessageListInstance } from "twilio/lib/rest/api/v2010/account/message.js";
import type { HttpCallResponse } from "../http-call.ts";
import { httpCall } from "../http-call.ts";

export type {
  MessageInstance,
  MessageListInstanceCreateOptions,
} from "twilio/lib/rest/api/v2010/account/message.js";

// Both modules are CommonJS: Node and esbuild import all their exports as the default, vitest the
// `default` among them.
const Domain = domainModule.default ?? domainModule;
const Version = versionModule.default ?? versionModule;

/** Where and as whom to call Twilio. */
export interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
  readonly baseUrl: string;
}

/**
 * Twilio's Messages list for one call.
 *
 * The list is imported from inside the library, as its client bundles to 3.6 MB; its HTTP client is
 * replaced by `httpCall`, which honours the signal, makes one request and reads no environment.
 *
 * @param onAnswer told of the answer before the library reads it.
 */
export function messageList(
  account: TwilioAccount,
  signal: AbortSignal,
  onResponse: (response: HttpCallResponse) => void,
): ReturnType<typeof MessageListInstance> {
  const client = {
    async request(options: RequestOpts) {
      const response = await httpCall(httpRequestOf(account, options), signal);
      onResponse(response);
      return { statusCode: response.status, body: response.body, headers: response.headers };
    },
  } as Client;
  const version = new Version(new Domain(client, account.baseUrl), "2010-04-01");
  return MessageListInstance(
    version as Parameters<typeof MessageListInstance>[0],
    account.accountSid,
  );
}

function httpRequestOf({ accountSid, authToken }: TwilioAccount, options: RequestOpts) {
  const credentials = Buffer.from(`${accountSid}:${authToken}`).toString("base64");
  return {
    method: "POST" as const,
    url: options.uri ?? "",
    headers: {
      authorization: `Basic ${credentials}`,
      accept: "application/json",
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams(options.data as Record<string, string>).toString(),
  };
}
