import { randomUUID } from "node:crypto";
import type { Acceptance, ProviderRequest, ProviderResponse } from "./simulated-provider.ts";

/** The namespace of a service's XML answers, e.g. SNS's. */
export interface AwsService {
  readonly namespace: string;
}

/**
 * An error of the AWS Query protocol:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html shows the
 * codes that all services share.
 */
export function awsError(
  { namespace }: AwsService,
  status: number,
  code: string,
  message: string,
): ProviderResponse {
  const type = status < 500 ? "Sender" : "Receiver";
  const error = `<Type>${type}</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message>`;
  const requestId = `<RequestId>${randomUUID()}</RequestId>`;
  return {
    status,
    headers: { "content-type": "text/xml" },
    body: `<ErrorResponse xmlns="${namespace}"><Error>${error}</Error>${requestId}</ErrorResponse>`,
  };
}

/** AWS's answer to a call without a signature, or to another action than these. */
export function awsCallError(
  service: AwsService,
  actions: readonly string[],
  request: ProviderRequest,
  form: URLSearchParams,
): ProviderResponse | undefined {
  if (!request.headers.authorization?.startsWith("AWS4-HMAC-SHA256 ")) {
    return awsError(service, 403, "MissingAuthenticationToken", "Missing Authentication Token");
  }
  return actions.includes(form.get("Action") ?? "")
    ? undefined
    : awsError(service, 400, "InvalidAction", `This simulator knows only ${actions.join(", ")}.`);
}

/** AWS's answer to credentials that it does not know. */
export function awsInvalidToken(service: AwsService): ProviderResponse {
  const message = "The security token included in the request is invalid.";
  return awsError(service, 403, "InvalidClientTokenId", message);
}

/** Hands a call on to the emulator and reads the message's id from its answer. */
export async function passOn(
  service: AwsService,
  request: ProviderRequest,
  awsEndpoint: string | undefined,
): Promise<Acceptance> {
  if (awsEndpoint === undefined) {
    const message = "The simulator was started without an emulator.";
    return { response: awsError(service, 503, "ServiceUnavailable", message) };
  }
  const response = await fetch(`${awsEndpoint.replace(/\/+$/, "")}/`, {
    method: "POST",
    headers: forwardedHeaders(request),
    body: new Uint8Array(request.body),
  });
  const body = await response.text();
  const headers = { "content-type": response.headers.get("content-type") ?? "text/xml" };
  const providerMessageId = response.ok ? messageIdIn(body) : undefined;
  return { response: { status: response.status, headers, body }, providerMessageId };
}

/** The emulator tells its services apart by the signature's scope, so that header must go along. */
function forwardedHeaders({ headers }: ProviderRequest): Record<string, string> {
  const names = ["authorization", "content-type", "x-amz-date", "x-amz-content-sha256"];
  const forwarded: Record<string, string> = {};
  for (const name of names) {
    const value = headers[name];
    if (typeof value === "string") {
      forwarded[name] = value;
    }
  }
  return forwarded;
}

function messageIdIn(xml: string): string | undefined {
  return /<MessageId>([^<]+)<\/MessageId>/.exec(xml)?.[1];
}

function escapeXml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
