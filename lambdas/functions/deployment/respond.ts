import type { CloudFormationCustomResourceEvent } from "aws-lambda";
import type { DeploymentCheck } from "./check-deployment.ts";

/** Milliseconds that CloudFormation's bucket has to take a response. */
const timeoutMs = 5_000;

/**
 * Tells CloudFormation what a request came to. It rejects where that fails, and Lambda invokes the
 * function again.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export async function respond(
  event: CloudFormationCustomResourceEvent,
  check: DeploymentCheck,
): Promise<void> {
  const { StackId, RequestId, LogicalResourceId } = event;
  const body = JSON.stringify({
    ...check,
    StackId,
    RequestId,
    LogicalResourceId,
    // Another one would be another resource, and have this one deleted.
    PhysicalResourceId: LogicalResourceId,
  });
  const response = await fetch(event.ResponseURL, {
    method: "PUT",
    body,
    // The URL is signed for a request without a media type.
    headers: { "Content-Type": "" },
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) {
    throw new Error(`CloudFormation's bucket responded ${response.status}`);
  }
}
