import * as z from "zod/mini";
import type { Notification } from "../core/notification.ts";
import { seal, unseal } from "./seal.ts";
import type { StageSecret } from "./stage-secret.ts";
import { keyedBytes } from "./stage-secret.ts";
import { unsubscribePath } from "./unsubscribe-path.ts";

/**
 * Days for which a link works once its notification's record is gone; in the United States it has to for 30 after
 * the mail was sent.
 *
 * @see https://www.law.cornell.edu/uscode/text/15/7704
 */
const daysAfterRetention = 60;

/** What a token says: the user's id, the category, and its end in seconds since 1970. */
const contentSchema = z.object({ u: z.string(), c: z.string(), e: z.number() });

/** What a token comes to. */
export type UnsubscribeToken =
  | { readonly kind: "valid"; readonly userId: string; readonly category: string }
  | { readonly kind: "past-end" }
  | { readonly kind: "forged" };

/** What links are made with. */
export interface UnsubscribeLinks {
  /** Days for which notifications are kept. */
  readonly retentionDays: number;
  /** Where the API is, without a slash at the end; `undefined` where that is not known. */
  readonly publicUrl: () => string | undefined;
}

/**
 * Makes the links by which users unsubscribe, without a login, from what a notification is about. The token in one is
 * sealed with a key made of the stage's secret: it shows nothing of the user, and nobody else can make one. It has
 * the characters of base64url, 340 at most. There is none without a category or a public URL.
 */
export function unsubscribeLinks(
  secret: StageSecret,
  { retentionDays, publicUrl }: UnsubscribeLinks,
): (
  notification: Pick<Notification, "userId" | "category" | "registeredAt">,
) => string | undefined {
  const key = keyOf(secret);
  return ({ userId, category, registeredAt }) => {
    const url = category === undefined ? undefined : publicUrl();
    if (url === undefined) {
      return undefined;
    }
    const days = retentionDays + daysAfterRetention;
    const end = Math.floor(registeredAt.getTime() / 1000) + days * 86_400;
    const token = seal(key, JSON.stringify({ u: userId, c: category, e: end }));
    return `${url}${unsubscribePath.replace("{token}", token)}`;
  };
}

/** Reads a token that this stage made. */
export function openUnsubscribeToken(
  secret: StageSecret,
  token: string,
  now: Date,
): UnsubscribeToken {
  const text = unseal(keyOf(secret), token);
  if (text === undefined) {
    return { kind: "forged" };
  }
  const { u: userId, c: category, e: end } = z.parse(contentSchema, JSON.parse(text));
  return now.getTime() < end * 1000 ? { kind: "valid", userId, category } : { kind: "past-end" };
}

function keyOf(secret: StageSecret): Buffer {
  return keyedBytes(secret, "links", "");
}
