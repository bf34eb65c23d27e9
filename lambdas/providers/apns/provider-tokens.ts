import type { KeyObject } from "node:crypto";
import { createPrivateKey } from "node:crypto";
import { signedToken, tokenTime } from "../web-token.ts";
import type { ApnsSettings } from "./settings.ts";

/** APNs wants a token to be used for 20 minutes at least, and refuses it after 60. In seconds. */
const [renewedAfter, usableFor] = [40 * 60, 58 * 60];

interface ProviderToken {
  readonly text: string;
  /** In seconds since 1970, as the next. */
  readonly issuedAt: number;
  readonly usedUntil: number;
}

/**
 * The tokens by which a team is let in, one for all calls at a time. ECDSA signs differently each time, so
 * that a token that is made anew is another one for Apple, which counts them for each connection.
 *
 * @see https://developer.apple.com/documentation/usernotifications/establishing-a-token-based-connection-to-apns
 */
export class ProviderTokens {
  readonly #key: KeyObject;
  readonly #ids: Pick<ApnsSettings, "teamId" | "keyId">;
  #current: ProviderToken | undefined;
  #previous: ProviderToken | undefined;

  constructor({ privateKey, ...ids }: ApnsSettings) {
    this.#key = createPrivateKey(privateKey);
    this.#ids = ids;
  }

  /** The token to be used now. */
  get(): string {
    if (this.#current === undefined || this.#current.usedUntil <= tokenTime()) {
      this.#previous = this.#current;
      this.#current = this.#make();
    }
    return this.#current.text;
  }

  /** Has the next call use another token than one that is too old, as Apple's clock has it. */
  dropExpired(token: string): void {
    if (this.#current?.text === token) {
      this.#current = undefined;
    }
  }

  /** Goes back from a token that came too early to the one before it, for as long as that is taken. */
  dropEarly(token: string): void {
    const previous = this.#previous;
    if (this.#current?.text === token && previous !== undefined) {
      this.#current = { ...previous, usedUntil: previous.issuedAt + usableFor };
      this.#previous = undefined;
    }
  }

  #make(): ProviderToken {
    const { teamId: iss, keyId: kid } = this.#ids;
    const iat = tokenTime();
    const text = signedToken("ES256", { kid }, { iss, iat }, this.#key);
    return { text, issuedAt: iat, usedUntil: iat + renewedAfter };
  }
}
