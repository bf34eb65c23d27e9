import { createHmac } from "node:crypto";
import * as z from "zod/mini";

/**
 * A signing secret of Standard Webhooks: `whsec_` and 24 to 64 random bytes in base64.
 *
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme
 */
export const webhookSecret = z.string().check(
  z.refine(isSecret, {
    error: "must be whsec_ and 24 to 64 bytes in base64",
  }),
);

const prefix = "whsec_";

function isSecret(secret: string): boolean {
  const key = keyOf(secret);
  return secret === `${prefix}${key.toString("base64")}` && key.length >= 24 && key.length <= 64;
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.slice(prefix.length), "base64");
}

/** What a webhook's headers are made of. */
export interface SignedWebhook {
  /** The same each time that the same thing is said; without a dot. */
  readonly id: string;
  /** When this request is made. */
  readonly at: Date;
  /** As it is sent, to the letter. */
  readonly body: string;
  /** Several while they are being changed: the receiver needs one of them. */
  readonly secrets: readonly string[];
}

/** The headers by which a receiver knows who sent a webhook, when, and whether it has it already. */
export function webhookHeaders({ id, at, body, secrets }: SignedWebhook) {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signed = `${id}.${timestamp}.${body}`;
  const signatures = secrets.map(
    (secret) => `v1,${createHmac("sha256", keyOf(secret)).update(signed).digest("base64")}`,
  );
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  };
}
