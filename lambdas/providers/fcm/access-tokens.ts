import type { KeyObject } from "node:crypto";
import { createPrivateKey } from "node:crypto";
import * as z from "zod/mini";
import type { Outcome } from "../../core/outcome.ts";
import { failureOutcome } from "../classify.ts";
import type { HttpCallResponse } from "../http-call.ts";
import { httpCall } from "../http-call.ts";
import { readJson } from "../rest-call.ts";
import { withRetryAfter } from "../retry-after.ts";
import { TransportError } from "../transport-error.ts";
import { signedToken, tokenTime } from "../web-token.ts";
import { codes } from "./codes.ts";
import type { FcmSettings } from "./settings.ts";

/** How long the signed request for a token is good for, in seconds: the longest that Google takes. */
const requestLifetime = 3_600;

/** Seconds before its end from which a token is not used any more. */
const marginSeconds = 300;

interface AccessToken {
  readonly text: string;
  /** Until when it is used, in seconds since 1970. */
  readonly usedUntil: number;
}

/** A token; or what a call comes to that gets none, and so was not made. */
export type TokenResult = { readonly token: string } | { readonly outcome: Outcome };

const noToken: TokenResult = { outcome: { kind: "unavailable", code: "no-access-token" } };

/**
 * A service account's access tokens. One is used by all calls until shortly before it expires, and calls
 * that need a new one at the same time share one request for it.
 *
 * @see https://developers.google.com/identity/protocols/oauth2/service-account#httprest
 */
export class AccessTokens {
  readonly #settings: FcmSettings;
  readonly #key: KeyObject;
  #current: AccessToken | undefined;
  #coming: Promise<TokenResult> | undefined;

  constructor(settings: FcmSettings) {
    this.#settings = settings;
    this.#key = createPrivateKey(settings.serviceAccount.private_key);
  }

  /** @param signal ends this call's wait, and not the request that others may wait for. */
  async get(signal: AbortSignal): Promise<TokenResult> {
    if (this.#current !== undefined && this.#current.usedUntil > tokenTime()) {
      return { token: this.#current.text };
    }
    this.#coming ??= this.#ask().finally(() => {
      this.#coming = undefined;
    });
    return await Promise.race([this.#coming, untilAborted(signal)]);
  }

  /** Forgets a token that was not taken, unless there is a newer one. */
  drop(token: string): void {
    if (this.#current?.text === token) {
      this.#current = undefined;
    }
  }

  async #ask(): Promise<TokenResult> {
    const { baseUrl, serviceAccount, timeoutMs } = this.#settings;
    const form = new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      assertion: this.#assertion(),
    });
    try {
      const response = await httpCall(
        {
          method: "POST",
          url: baseUrl === undefined ? serviceAccount.token_uri : `${baseUrl}/token`,
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: form.toString(),
        },
        AbortSignal.timeout(timeoutMs),
      );
      return this.#read(response);
    } catch (error) {
      if (error instanceof TransportError) {
        return nothingSent(error.outcome);
      }
      throw error;
    }
  }

  #assertion(): string {
    const {
      client_email: iss,
      token_uri: aud,
      private_key_id: kid,
    } = this.#settings.serviceAccount;
    const iat = tokenTime();
    const scope = "https://www.googleapis.com/auth/firebase.messaging";
    return signedToken(
      "RS256",
      { kid },
      { iss, scope, aud, iat, exp: iat + requestLifetime },
      this.#key,
    );
  }

  #read(response: HttpCallResponse): TokenResult {
    const body = readJson(responseSchema, response);
    if (response.status !== 200) {
      const failure = failureOutcome(codes, { code: body?.error, status: response.status });
      return nothingSent(withRetryAfter(failure, response));
    }
    if (body?.access_token === undefined) {
      return noToken;
    }
    const { access_token: text, expires_in: lifetime } = body;
    this.#current = { text, usedUntil: tokenTime() + lifetime - marginSeconds };
    return { token: text };
  }
}

/** Whatever became of the token's request: the message was not sent. */
function nothingSent(outcome: Outcome): TokenResult {
  return outcome.kind === "unknown" ? noToken : { outcome };
}

function untilAborted(signal: AbortSignal): Promise<TokenResult> {
  return new Promise((resolve) => {
    const giveUp = () => resolve(noToken);
    if (signal.aborted) {
      giveUp();
    }
    signal.addEventListener("abort", giveUp, { once: true });
  });
}

const responseSchema = z.looseObject({
  access_token: z.optional(z.string().check(z.regex(/^[\x21-\x7e]+$/))),
  expires_in: z._default(z.number(), 0),
  error: z.optional(z.string()),
});
