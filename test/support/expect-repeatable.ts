import type { APIGatewayProxyResult } from "aws-lambda";
import { expect } from "vitest";
import { failureText } from "./fake-aws.ts";
import type { RecordedOutput } from "./recorded-output.ts";

/** A response that has the caller repeat the call, and says after how many seconds. */
export function expectRepeatable({ statusCode, headers, body }: APIGatewayProxyResult): void {
  expect(statusCode).toBe(503);
  expect(headers).toMatchObject({ "Content-Type": "application/problem+json", "Retry-After": "2" });
  expect(JSON.parse(body)).toMatchObject({ status: 503, title: "Service Unavailable" });
}

/**
 * One log line of a failed request, which names what AWS failed with by its code. Neither AWS's text
 * nor what is given is in anything that the function wrote or sent.
 */
export function expectOnlyCode(
  output: RecordedOutput,
  response: APIGatewayProxyResult,
  personal: readonly string[],
): void {
  const failures = output.lines.filter(({ message }) => message === "request failed");
  expect(failures).toMatchObject([{ level: "ERROR", cause: "AccessDeniedException" }]);
  for (const text of [failureText, "ann@example.com", ...personal]) {
    expect(output.all()).not.toContain(text);
  }
  expect(JSON.stringify(response)).not.toContain(failureText);
}
