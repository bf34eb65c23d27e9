import type { DependencyUnavailable } from "../lambdas/core/ports/unavailable.ts";
import { commands } from "../terminal/commands.ts";

const credentialErrors = [
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "UnrecognizedClientException",
];

/**
 * Explains in one line why an AWS call failed, to the person whose credentials made it. The line
 * quotes AWS, which names actions and resources, and holds nothing that a caller of Herald sent.
 */
export function explainError({ cause }: DependencyUnavailable): string {
  if (!(cause instanceof Error)) {
    return String(cause);
  }
  if (cause.name === "CredentialsProviderError") {
    const profile = process.env["AWS_PROFILE"];
    return profile
      ? `the AWS profile "${profile}" is missing or gives no credentials: sign in, or choose another with AWS_PROFILE`
      : "there are no AWS credentials: sign in, or choose a profile with AWS_PROFILE";
  }
  if (credentialErrors.includes(cause.name)) {
    return `AWS does not take these credentials (${cause.name}): sign in again`;
  }
  if (isUnreachable(cause)) {
    return `nothing answers there: is ${commands.start} still running, or the network down?`;
  }
  const said = `${cause.name}: ${firstLine(cause.message)}`;
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
  return cause.message.includes("explicit deny in a resource-based policy")
    ? `${said}: put the ARN of your role into queueOperators of the stage's configuration, and deploy`
    : said;
}

function isUnreachable(error: Error): boolean {
  const code = "code" in error ? String(error.code) : "";
  const unreachable = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ENETUNREACH", "EHOSTUNREACH"];
  return unreachable.includes(code) || error.name === "TimeoutError";
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
