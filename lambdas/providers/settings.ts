import type { KeyObject } from "node:crypto";
import { createPrivateKey } from "node:crypto";
import * as z from "zod/mini";
import { awsRegion, httpUrl } from "../runtime/formats.ts";

/** Where a provider's API is. */
export const baseUrlSetting = httpUrl;

/**
 * A key, token or id that goes into a URL or a header: visible ASCII characters, at least one. A
 * value pasted with its line break fails here and not at the first call.
 */
export const secretSetting = z
  .string()
  .check(z.regex(/^[\x21-\x7e]+$/, { error: "must be visible ASCII without spaces" }));

/** The region whose service a provider calls. */
export const regionSetting = awsRegion;

/** Text of one line that people read, such as a subject. */
export const lineSetting = z.string().check(
  z.regex(/^[^\p{Cc}]{1,200}$/u, { error: "must be one line of 1 to 200 characters" }),
  z.refine((text) => text.isWellFormed(), { error: "must be well-formed Unicode" }),
);

/** A private key in PEM, by which RS256 signs. */
export const rsaKeySetting = keySetting(
  ({ asymmetricKeyType }) => asymmetricKeyType === "rsa",
  "must be an RSA private key in PEM",
);

/** A private key in PEM, by which ES256 signs. */
export const p256KeySetting = keySetting(
  ({ asymmetricKeyDetails }) => asymmetricKeyDetails?.namedCurve === "prime256v1",
  "must be a P-256 private key in PEM",
);

function keySetting(isRight: (key: KeyObject) => boolean, error: string) {
  const isKey = (pem: string) => {
    try {
      return isRight(createPrivateKey(pem));
    } catch {
      return false;
    }
  };
  return z.string().check(z.refine(isKey, { error }));
}
