import { describe, expect, test } from "vitest";
import { apiOperations } from "../../lambdas/api/operations.ts";
import type { Authentication } from "../../lambdas/api/routes.ts";
import { routesWith } from "../../lambdas/api/routes.ts";
import { resourcesOf, routesOf, shippedConfig, templateOf, written } from "./synthesize.ts";

const config = shippedConfig("production");
const withKey = templateOf(config);
const withIam = templateOf({ ...config, authentication: "iam" });

/** Providers sign their callbacks, which the function checks; no part of the table of routes. */
const callbackRoutes = [
  "POST /v1/receipts/twilio/{ids}",
  "POST /v1/receipts/sendgrid",
  "POST /v1/receipts/messenger",
  "GET /v1/receipts/messenger",
];

const documentedRoutes = apiOperations.map(({ method, path }) => `${method} ${path}`);

/** Those of the table that anybody may use; they are no part of the API's document. */
function openRoutes(authentication: Authentication): string[] {
  return routesWith(authentication)
    .filter(({ access }) => access === "open")
    .map(({ method, path }) => `${method} ${path}`);
}

test.each([
  ["api-key", withKey],
  ["iam", withIam],
] as const)("with %s, the routes are those of the table and the callbacks", (by, template) => {
  const routes = [...routesOf(template).keys()];
  const expected = [...documentedRoutes, ...openRoutes(by), ...callbackRoutes];
  expect(routes.toSorted()).toEqual(expected.toSorted());
});

const links = ["GET /v1/unsubscribe/{token}", "POST /v1/unsubscribe/{token}"];

test("what is open to all is the pages and mails' links, and the console's is not there with IAM", () => {
  const open = [...links, "GET /docs", "GET /openapi.json", "GET /openapi.yaml"];
  expect(openRoutes("iam")).toEqual(open);
  expect(openRoutes("api-key")).toEqual([...open, "GET /console", "GET /console/{asset+}"]);
});

test("the API is of its region, and sends what is large compressed", () => {
  const [api] = resourcesOf(withKey, "AWS::ApiGateway::RestApi");
  expect(api?.Properties.EndpointConfiguration.Types).toEqual(["REGIONAL"]);
  expect(api?.Properties.MinimumCompressionSize).toBeLessThanOrEqual(10 * 1024);
});

test("the account's role for access logs, which other APIs use too, outlives the stack", () => {
  const [account] = resourcesOf(withKey, "AWS::ApiGateway::Account");
  const [role] = account?.Properties.CloudWatchRoleArn["Fn::GetAtt"] ?? [];
  for (const resource of [account, withKey.toJSON()["Resources"][role]]) {
    expect(resource?.DeletionPolicy).toBe("Retain");
  }
});

describe("with API keys", () => {
  test("every documented route asks for one", () => {
    const asking = [...routesOf(withKey)].filter(([, { Properties }]) => Properties.ApiKeyRequired);
    expect(asking.map(([route]) => route).toSorted()).toEqual(documentedRoutes.toSorted());
  });

  test("a plan ties each to the stage", () => {
    const plans = idsOf(withKey, "AWS::ApiGateway::UsagePlan");
    const [api] = idsOf(withKey, "AWS::ApiGateway::RestApi");
    const [stage] = idsOf(withKey, "AWS::ApiGateway::Stage");
    for (const { Properties } of resourcesOf(withKey, "AWS::ApiGateway::UsagePlan")) {
      expect(Properties.ApiStages).toMatchObject([{ ApiId: { Ref: api }, Stage: { Ref: stage } }]);
    }
    const ties = resourcesOf(withKey, "AWS::ApiGateway::UsagePlanKey");
    expect(ties.map(({ Properties }) => Properties)).toEqual(
      idsOf(withKey, "AWS::ApiGateway::ApiKey").map((key, index) => ({
        KeyId: { Ref: key },
        KeyType: "API_KEY",
        UsagePlanId: { Ref: plans[index] },
      })),
    );
    expect(plans).toHaveLength(4);
    for (const { Properties } of resourcesOf(withKey, "AWS::ApiGateway::ApiKey")) {
      expect(Properties.Enabled).toBe(true);
    }
  });

  test("a path that is not there is 404", () => {
    expect(problemOf(withKey, "MISSING_AUTHENTICATION_TOKEN").body.status).toBe(404);
  });
});

describe("with IAM", () => {
  test("every documented route asks for a signature, and there is no key", () => {
    const asking = [...routesOf(withIam)].filter(
      ([, { Properties }]) => Properties.AuthorizationType === "AWS_IAM",
    );
    expect(asking.map(([route]) => route).toSorted()).toEqual(documentedRoutes.toSorted());
    expect(resourcesOf(withIam, "AWS::ApiGateway::ApiKey")).toEqual([]);
    expect(Object.keys(withIam.findOutputs("*"))).not.toContain("ApiKeyId");
  });

  test("a request without signature is 403", () => {
    expect(problemOf(withIam, "MISSING_AUTHENTICATION_TOKEN").body.status).toBe(403);
  });
});

describe("requests are limited", () => {
  test("to the configured rate, each route by itself", () => {
    expect(limitsOf(withKey).get("* /*")).toEqual([500, 1000]);
    for (const route of documentedRoutes) {
      expect(limitsOf(withKey).has(route)).toBe(false);
    }
  });

  test.each([
    ["api-key", withKey],
    ["iam", withIam],
  ] as const)(
    "with %s, to little where a page is open to all, and to more where many click",
    (by, template) => {
      for (const route of openRoutes(by)) {
        expect(limitsOf(template).get(route)).toEqual(links.includes(route) ? [50, 500] : [10, 50]);
      }
      const limited = ["* /*", ...openRoutes(by), ...callbackRoutes];
      expect([...limitsOf(template).keys()].toSorted()).toEqual(limited.toSorted());
    },
  );

  test.each([
    ["production", [1500, 3000]],
    ["sandbox", [500, 1000]],
  ] as const)("in %s, to what providers send in bursts", (stage, limits) => {
    const found = limitsOf(templateOf(shippedConfig(stage)));
    for (const route of callbackRoutes) {
      expect(found.get(route)).toEqual(route.startsWith("POST") ? limits : [1, 5]);
    }
  });
});

test("the access log is kept for a month, and goes with its stack", () => {
  const [stage] = resourcesOf(withKey, "AWS::ApiGateway::Stage");
  const [, logId = ""] =
    /:log-group:<(\w+)>$/.exec(written(stage?.Properties.AccessLogSetting.DestinationArn)) ?? [];
  expect(withKey.toJSON()["Resources"][logId]).toMatchObject({
    DeletionPolicy: "Delete",
    Properties: { LogGroupName: "/herald/production/access", RetentionInDays: 30 },
  });
});

test("the stack makes the account's role for access logs, and leaves it there; or neither, where there is one", () => {
  const accounts = resourcesOf(withKey, "AWS::ApiGateway::Account");
  expect(accounts).toMatchObject([{ DeletionPolicy: "Retain" }]);
  const without = templateOf({ ...config, createApiLogRole: false });
  expect(resourcesOf(without, "AWS::ApiGateway::Account")).toEqual([]);
  const roles = (template: typeof withKey) => resourcesOf(template, "AWS::IAM::Role").length;
  expect(roles(without)).toBe(roles(withKey) - 1);
  const [stage] = resourcesOf(without, "AWS::ApiGateway::Stage");
  expect(stage?.Properties.AccessLogSetting.DestinationArn).toBeDefined();
});

test("a web ACL guards the API's stage where the configuration names one", () => {
  expect(resourcesOf(withKey, "AWS::WAFv2::WebACLAssociation")).toEqual([]);
  const webAclArn = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/herald/0a1b-2c3d";
  const [association] = resourcesOf(
    templateOf({ ...config, webAclArn }),
    "AWS::WAFv2::WebACLAssociation",
  );
  expect(association?.Properties.WebACLArn).toBe(webAclArn);
  expect(written(association?.Properties.ResourceArn)).toMatch(
    /^arn:aws:apigateway:eu-west-1::\/restapis\/<ApiRestApi\w+>\/stages\/<ApiRestApiDeploymentStageproduction\w+>$/,
  );
});

test("the access log has the route, and neither path, address nor caller's identity", () => {
  const [stage] = resourcesOf(withKey, "AWS::ApiGateway::Stage");
  const format = JSON.parse(stage?.Properties.AccessLogSetting.Format);
  const logged = Object.values(format);
  expect(logged).toContain("$context.resourcePath");
  expect(format.requestId).toBe("$context.requestId");
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
  ["DEFAULT_5XX", 503],
  ["API_CONFIGURATION_ERROR", 500],
])("API Gateway's own response %s is a problem document", (type, status) => {
  const { body, headers, statusCode } = problemOf(withKey, type);
  expect(body).toMatchObject({
    type: "about:blank",
    title: expect.any(String),
    requestId: "$context.requestId",
  });
  expect(body.status).toBe(status);
  expect(statusCode).toBe(status === undefined ? undefined : String(status));
  expect(headers["gatewayresponse.header.Content-Type"]).toBe("'application/problem+json'");
  const security = headers["gatewayresponse.header.Strict-Transport-Security"];
  expect(security).toBe("'max-age=63072000'");
  const mayRepeat = status === 429 || status === 503 || status === 504;
  expect("gatewayresponse.header.Retry-After" in headers).toBe(mayRepeat);
});

function idsOf(template: typeof withKey, type: string): readonly string[] {
  return Object.keys(template.findResources(type));
}

interface MethodSetting {
  readonly HttpMethod: string;
  readonly ResourcePath: string;
  readonly ThrottlingRateLimit: number;
  readonly ThrottlingBurstLimit: number;
}

/** Requests a second and at once, by route; those of all others are at `* /*`. */
function limitsOf(template: typeof withKey): ReadonlyMap<string, readonly [number, number]> {
  const [stage] = resourcesOf(template, "AWS::ApiGateway::Stage");
  const settings: readonly MethodSetting[] = stage?.Properties.MethodSettings;
  return new Map(
    settings.map(({ HttpMethod, ResourcePath, ThrottlingRateLimit, ThrottlingBurstLimit }) => [
      `${HttpMethod} ${ResourcePath.replace(/^\/~1/, "/").replaceAll("~1", "/")}`,
      [ThrottlingRateLimit, ThrottlingBurstLimit],
    ]),
  );
}

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
