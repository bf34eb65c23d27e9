import type { CloudFormationCustomResourceEvent } from "aws-lambda";

/**
 * What CloudFormation is told of a request.
 *
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export interface DeploymentResponse {
  readonly Status: "SUCCESS" | "FAILED";
  /** For whoever deploys; CloudFormation shows it among the stack's events. */
  readonly Reason?: string;
  /** What other resources are given, by name. */
  readonly Data?: Readonly<Record<string, string>>;
  /** Whether CloudFormation shows `Data` to nobody. */
  readonly NoEcho?: boolean;
}

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
  response: DeploymentResponse,
): Promise<void> {
  const { StackId, RequestId, LogicalResourceId } = event;
  const body = JSON.stringify({
    ...response,
    StackId,
    RequestId,
    LogicalResourceId,
    // Another one would be another resource, and have this one deleted.
    PhysicalResourceId: LogicalResourceId,
  });
  const taken = await fetch(event.ResponseURL, {
    method: "PUT",
    body,
    // The URL is signed for a request without a media type.
    headers: { "Content-Type": "" },
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!taken.ok) {
    throw new Error(`CloudFormation's bucket responded ${taken.status}`);
  }
}
