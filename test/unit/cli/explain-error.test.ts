import { expect, onTestFinished, test, vi } from "vitest";
import { explainError } from "../../../cli/explain-error.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";

function explain(name: string, message = "", code?: string): string {
  const cause = Object.assign(new Error(message), { name, ...(code && { code }) });
  return explainError(new DependencyUnavailable("SQS", cause));
}

test("missing and refused credentials are told apart", () => {
  vi.stubEnv("AWS_PROFILE", undefined);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  expect(explain("CredentialsProviderError")).toContain("there are no AWS credentials");
  expect(explain("ExpiredTokenException")).toContain("does not take these credentials");
});

test("a profile that is missing is named", () => {
  vi.stubEnv("AWS_PROFILE", "nosuch");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  expect(explain("CredentialsProviderError")).toContain('the AWS profile "nosuch" is missing');
});

test("an address where nothing answers is said to be one", () => {
  expect(explain("Error", "connect", "ECONNREFUSED")).toContain("nothing answers there");
});

test("who is no operator of the queues is told how to become one", () => {
  const message =
    "User: arn:aws:iam::1:user/ann is not authorized to perform: sqs:receivemessage on resource: arn:aws:sqs:eu-west-1:1:q with an explicit deny in a resource-based policy";
  expect(explain("AccessDenied", message)).toContain(
    "put the ARN of your role into queueOperators",
  );
});

test("anything else is AWS's own word, in one line", () => {
  expect(explain("AccessDenied", "no sqs:SendMessage\nmore")).toBe(
    "AccessDenied: no sqs:SendMessage",
  );
});
