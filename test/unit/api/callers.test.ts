import type { APIGatewayProxyEvent } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { apiOperations } from "../../../lambdas/api/operations.ts";
import { principalOf } from "../../../lambdas/api/principal.ts";
import { routes } from "../../../lambdas/api/routes.ts";
import { scopes } from "../../../lambdas/core/caller.ts";
import { apiEvent } from "../../support/api-event.ts";
import { invocationContext } from "../../support/test-stage.ts";

const lines: Record<string, unknown>[] = [];

beforeEach(() => {
  lines.length = 0;
  // The logger writes to a console of its own, save in its development mode.
  vi.stubEnv("POWERTOOLS_DEV", "true");
  vi.stubEnv("POWERTOOLS_LOG_LEVEL", "INFO");
  vi.resetModules();
  for (const method of ["info", "warn"] as const) {
    vi.spyOn(console, method).mockImplementation((line) => lines.push(JSON.parse(line)));
  }
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** A caller for each scope, with a key of its own. */
const oneEach = Object.fromEntries(
  scopes.map((scope) => [`only-${scope}`, { scopes: [scope], keys: [`key-of-${scope}`] }]),
);

type Identity = Partial<APIGatewayProxyEvent["requestContext"]["identity"]>;

/** A function that carries out whatever it is let to, and logs it. */
async function call(
  callers: unknown,
  { method, path }: { readonly method: string; readonly path: string },
  identity: Identity,
) {
  const { callerAccess, callersVariable } = await import("../../../lambdas/api/callers.ts");
  const { httpHandler } = await import("../../../lambdas/api/http-handler.ts");
  const { jsonBody } = await import("../../../lambdas/api/json-body.ts");
  const { logger } = await import("../../../lambdas/runtime/logger.ts");
  const access = callerAccess(callersVariable.parse(JSON.stringify(callers)));
  const handler = httpHandler(
    async (event) => {
      logger.info("carried out");
      return { statusCode: 200, body: JSON.stringify(access.callerOf(event)) };
    },
    { access: access.middleware, ...jsonBody() },
  );
  const event = apiEvent({ resource: path, body: "{" });
  const requestContext = { ...event.requestContext, requestId: "r-1", identity };
  const { statusCode, body } = await handler(
    {
      ...event,
      httpMethod: method,
      body: method === "POST" ? "{}" : null,
      requestContext: requestContext as APIGatewayProxyEvent["requestContext"],
    },
    invocationContext(),
  );
  return { statusCode, body: JSON.parse(body) };
}

describe.each(apiOperations)("$method $path", (route) => {
  test.each(scopes)("with the scope %s", async (scope) => {
    const { statusCode, body } = await call(oneEach, route, { apiKeyId: `key-of-${scope}` });
    if (route.access === scope || route.access === "any") {
      expect(statusCode).toBe(200);
      expect(body).toEqual({ name: `only-${scope}`, scopes: [scope] });
    } else {
      expect(statusCode).toBe(403);
      expect(body).toMatchObject({
        status: 403,
        scope: route.access,
        detail: `The caller lacks the scope "${route.access}", which this request needs.`,
        requestId: "r-1",
      });
    }
  });

  test("with a key that the deployment does not know", async () => {
    const { statusCode, body } = await call(oneEach, route, { apiKeyId: "another", apiKey: "s" });
    expect(statusCode).toBe(route.access === "any" ? 200 : 403);
    expect(body).toMatchObject(
      route.access === "any" ? { name: "unknown", scopes: [] } : { scope: route.access },
    );
  });
});

test("every scope is needed by a route", () => {
  expect(new Set(apiOperations.map(({ access }) => access))).toEqual(new Set([...scopes, "any"]));
});

test("the scope comes first: a wrong body tells a stranger nothing", async () => {
  const { callerAccess } = await import("../../../lambdas/api/callers.ts");
  const { httpHandler } = await import("../../../lambdas/api/http-handler.ts");
  const { jsonBody } = await import("../../../lambdas/api/json-body.ts");
  const handler = httpHandler(async () => ({ statusCode: 200, body: "" }), {
    access: callerAccess({ support: { scopes: ["read"], keys: ["k"] } }).middleware,
    ...jsonBody(),
  });
  const event = apiEvent({ body: "{" });
  const requestContext = { ...event.requestContext, identity: { apiKeyId: "k" } };
  const response = await handler(
    { ...event, requestContext } as APIGatewayProxyEvent,
    invocationContext(),
  );
  expect(response.statusCode).toBe(403);
});

test("the log names the caller of what was carried out and of what was not, and no key", async () => {
  const { eraseUser } = routes;
  await call(oneEach, eraseUser, { apiKeyId: "key-of-erase", apiKey: "secret-value" });
  await call(oneEach, eraseUser, { apiKeyId: "key-of-send", apiKey: "secret-value" });
  expect(lines.map(({ message, caller, scope }) => [message, caller, scope])).toEqual([
    ["carried out", "only-erase", undefined],
    ["scope missing", "only-send", "erase"],
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/key-of|secret-value/);
});

test("two keys of a caller are the same caller", async () => {
  const callers = { orders: { scopes: ["send"], keys: ["old", "new"] } };
  for (const apiKeyId of ["old", "new"]) {
    const { body } = await call(callers, routes.sendNotification, { apiKeyId });
    expect(body.name).toBe("orders");
  }
});

test("a caller without a list of keys is whoever API Gateway let through", async () => {
  const callers = { default: { scopes: [...scopes] } };
  const { statusCode, body } = await call(callers, routes.eraseUser, { apiKeyId: "any" });
  expect([statusCode, body.name]).toEqual([200, "default"]);
});

test("a path that no route has is not carried out", async () => {
  const route = { method: "GET", path: "/v2/nothing" };
  expect((await call(oneEach, route, { apiKeyId: "key-of-read" })).statusCode).toBe(404);
});

test("with IAM the caller is the principal, which its policy has let through", async () => {
  const userArn = "arn:aws:sts::123456789012:assumed-role/orders/i-0123";
  const { statusCode, body } = await call("iam", routes.eraseUser, { userArn });
  expect(statusCode).toBe(200);
  expect(body).toEqual({ name: "arn:aws:sts::123456789012:assumed-role/orders", scopes });
});

test.each([
  ["arn:aws:iam::123456789012:user/team/ann", "arn:aws:iam::123456789012:user/team/ann"],
  [
    "arn:aws-us-gov:sts::123456789012:assumed-role/orders/ann@example.com",
    "arn:aws-us-gov:sts::123456789012:assumed-role/orders",
  ],
  ["arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:root"],
  [null, "unknown"],
  [undefined, "unknown"],
])("the principal %s is the caller %s", (userArn, name) => {
  expect(principalOf(userArn)).toBe(name);
});
