import * as z from "zod/mini";
import { json } from "../core/json-text.ts";

/** Of a topic that wraps its messages, as one of the deployer's own may. */
const envelopeSchema = json(
  z.looseObject({ Type: z.literal("Notification"), Message: z.string() }),
);

/**
 * What was published to an SNS topic, of a message that the topic put into a queue: in its envelope, or
 * raw.
 *
 * https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
 */
export function publishedText(body: string): string {
  const envelope = envelopeSchema.safeParse(body);
  return envelope.success ? envelope.data.Message : body;
}
