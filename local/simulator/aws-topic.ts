import type { SimulatedReceipt } from "./receipts.ts";

/** Where the simulated AWS services are used. */
export const region = "us-east-1";

const account = "000000000000";

/** An event that an AWS service publishes to a topic of the emulator. */
export function publishedEvent(
  topicName: string,
  event: unknown,
  awsEndpoint: string,
): SimulatedReceipt {
  const publish = {
    Action: "Publish",
    TopicArn: `arn:aws:sns:${region}:${account}:${topicName}`,
    Message: JSON.stringify(event),
  };
  const scope = `20260101/${region}/sns/aws4_request`;
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    authorization: `AWS4-HMAC-SHA256 Credential=test/${scope}, SignedHeaders=host, Signature=none`,
  };
  return { url: `${awsEndpoint}/`, headers, body: new URLSearchParams(publish).toString() };
}
