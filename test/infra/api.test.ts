import { describe, expect, test } from "vitest";
import { resourcesOf, shippedConfig, templateOf } from "./synthesize.ts";

const config = shippedConfig("production");
const withKey = templateOf(config);
const withIam = templateOf({ ...config, authentication: "iam" });

describe("with API keys", () => {
  test("every method asks for one", () => {
    const methods = resourcesOf(withKey, "AWS::ApiGateway::Method").map(({ Properties }) => [
      Properties.HttpMethod,
      Properties.ApiKeyRequired,
    ]);
    expect(methods.toSorted()).toEqual([
      ["GET", true],
      ["GET", true],
      ["POST", true],
    ]);
  });

  test("a plan ties one key to the stage", () => {
    expect(resourcesOf(withKey, "AWS::ApiGateway::ApiKey")).toHaveLength(1);
    expect(resourcesOf(withKey, "AWS::ApiGateway::UsagePlanKey")).toHaveLength(1);
    expect(Object.keys(withKey.findOutputs("*"))).toContain("ApiKeyId");
  });

  test("a path that is not there is 404", () => {
    expect(problemOf(withKey, "MISSING_AUTHENTICATION_TOKEN").body.status).toBe(404);
  });
});

describe("with IAM", () => {
  test("every method asks for a signature, and there is no key", () => {
    const kinds = resourcesOf(withIam, "AWS::ApiGateway::Method").map(
      ({ Properties }) => Properties.AuthorizationType,
    );
    expect(kinds).toEqual(["AWS_IAM", "AWS_IAM", "AWS_IAM"]);
    expect(resourcesOf(withIam, "AWS::ApiGateway::ApiKey")).toEqual([]);
    expect(Object.keys(withIam.findOutputs("*"))).not.toContain("ApiKeyId");
  });

  test("a request without signature is 403", () => {
    expect(problemOf(withIam, "MISSING_AUTHENTICATION_TOKEN").body.status).toBe(403);
  });
});

test("the stage holds requests to the configured rate", () => {
  const [stage] = resourcesOf(withKey, "AWS::ApiGateway::Stage");
  expect(stage?.Properties).toMatchObject({
    StageName: "production",
    MethodSettings: [{ ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1000 }],
  });
});

test("the access log has the route, and neither path, address nor caller's identity", () => {
  const [stage] = resourcesOf(withKey, "AWS::ApiGateway::Stage");
  const logged = Object.values(JSON.parse(stage?.Properties.AccessLogSetting.Format));
  expect(logged).toContain("$context.resourcePath");
  expect(logged).toContain("$context.requestId");
  for (const personal of ["path", "identity.sourceIp", "identity.userAgent", "identity.caller"]) {
    expect(logged).not.toContain(`$context.${personal}`);
  }
});

test.each([
  ["BAD_REQUEST_BODY", 400],
  ["BAD_REQUEST_PARAMETERS", 400],
  ["UNAUTHORIZED", 401],
  ["ACCESS_DENIED", 403],
  ["INVALID_API_KEY", 403],
  ["RESOURCE_NOT_FOUND", 404],
  ["REQUEST_TOO_LARGE", 413],
  ["UNSUPPORTED_MEDIA_TYPE", 415],
  ["THROTTLED", 429],
  ["QUOTA_EXCEEDED", 429],
  ["INTEGRATION_FAILURE", 503],
  ["INTEGRATION_TIMEOUT", 504],
  ["DEFAULT_4XX", undefined],
  ["DEFAULT_5XX", undefined],
])("API Gateway's own answer %s is a problem document", (type, status) => {
  const { body, headers, statusCode } = problemOf(withKey, type);
  expect(body).toMatchObject({ type: "about:blank", title: expect.any(String) });
  expect(body.status).toBe(status);
  expect(statusCode).toBe(status === undefined ? undefined : String(status));
  expect(headers["gatewayresponse.header.Content-Type"]).toBe("'application/problem+json'");
  const mayRepeat = status === 429 || status === 503 || status === 504;
  expect("gatewayresponse.header.Retry-After" in headers).toBe(mayRepeat);
});

function problemOf(template: typeof withKey, type: string) {
  const properties = resourcesOf(template, "AWS::ApiGateway::GatewayResponse").find(
    ({ Properties }) => Properties.ResponseType === type,
  )?.Properties;
  return {
    body: JSON.parse(properties.ResponseTemplates["application/json"]),
    headers: properties.ResponseParameters,
    statusCode: properties.StatusCode,
  };
}
