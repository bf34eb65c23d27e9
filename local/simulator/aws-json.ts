import type { ProviderRequest, ProviderResponse } from "./simulated-provider.ts";
import { jsonResponse } from "./simulated-provider.ts";

/**
 * An error of the AWS JSON protocol: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 *
 * @param members what it has besides its name.
 */
export function awsJsonError(
  status: number,
  name: string,
  members: Readonly<Record<string, unknown>>,
): ProviderResponse {
  const headers = { "content-type": "application/x-amz-json-1.0" };
  return jsonResponse(status, { __type: name, ...members }, headers);
}

/** AWS's answer to a call without a signature, or to another operation than `target`. */
export function awsJsonCallError(
  target: string,
  { headers }: ProviderRequest,
): ProviderResponse | undefined {
  if (!headers.authorization?.startsWith("AWS4-HMAC-SHA256 ")) {
    const Message = "Missing Authentication Token";
    return awsJsonError(400, "MissingAuthenticationTokenException", { Message });
  }
  return headers["x-amz-target"] === target
    ? undefined
    : awsJsonError(400, "UnknownOperationException", {});
}
