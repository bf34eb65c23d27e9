import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { problemResponse } from "../../../lambdas/api/json-responses.ts";
import { maxBodyBytes, problems } from "../../../lambdas/api/problems.ts";
import { transportSecurity } from "../../../lambdas/api/transport-security.ts";
import { apiEvent } from "../../support/api-event.ts";
import { invocationContext } from "../../support/test-stage.ts";

const lines: Record<string, unknown>[] = [];

beforeEach(() => {
  lines.length = 0;
  // The logger writes to a console of its own, save in its development mode.
  vi.stubEnv("POWERTOOLS_DEV", "true");
  vi.stubEnv("POWERTOOLS_LOG_LEVEL", "INFO");
  vi.resetModules();
  for (const method of ["info", "error"] as const) {
    vi.spyOn(console, method).mockImplementation((line) => lines.push(JSON.parse(line)));
  }
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** A request with API Gateway's id, which is another than Lambda's. */
function request(requestId: string, body?: unknown) {
  const event = apiEvent({ body });
  return { ...event, requestContext: { ...event.requestContext, requestId } };
}

test("API Gateway's id of a request is in its log lines and its problem document", async () => {
  const { httpHandler } = await import("../../../lambdas/api/http-handler.ts");
  const { logger } = await import("../../../lambdas/runtime/logger.ts");
  const handler = httpHandler(async () => {
    logger.info("looked up");
    return problemResponse(problems.notFound);
  });

  for (const requestId of ["first", "second"]) {
    const response = await handler(request(requestId), invocationContext());
    expect(JSON.parse(response.body)).toMatchObject({ status: 404, requestId });
  }
  expect(lines.map(({ message, requestId }) => [message, requestId])).toEqual([
    ["looked up", "first"],
    ["looked up", "second"],
  ]);
});

test("the caller's trace is in its log lines, whatever the case of the header's name", async () => {
  const { httpHandler } = await import("../../../lambdas/api/http-handler.ts");
  const { logger } = await import("../../../lambdas/runtime/logger.ts");
  const handler = httpHandler(async () => {
    logger.info("looked up");
    return problemResponse(problems.notFound);
  });
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;

  for (const headers of [{ Traceparent: traceparent }, { traceparent }, { traceparent: "Ann" }]) {
    await handler({ ...request("any"), headers }, invocationContext());
  }
  expect(lines.map((line) => line["traceId"])).toEqual([traceId, traceId, undefined]);
});

test("every response keeps browsers to https, also one that a middleware or a fault makes", async () => {
  const { httpHandler } = await import("../../../lambdas/api/http-handler.ts");
  const runs = [
    async () => ({ statusCode: 200, body: "" }),
    async () => problemResponse(problems.notFound),
    async () => {
      throw new Error("unexpected");
    },
  ];
  for (const run of runs) {
    const { headers } = await httpHandler(run)(request("any"), invocationContext());
    expect(headers).toMatchObject({ "Strict-Transport-Security": "max-age=63072000" });
  }
});

test("what fails is logged with the id that the caller is told", async () => {
  const { httpHandler } = await import("../../../lambdas/api/http-handler.ts");
  const handler = httpHandler(async () => {
    throw new Error("to ann@example.com");
  });

  const response = await handler(request("third"), invocationContext());

  expect(response.statusCode).toBe(500);
  expect(JSON.parse(response.body).requestId).toBe("third");
  expect(lines).toMatchObject([{ message: "request failed", error: "Error", requestId: "third" }]);
  expect(JSON.stringify([lines, response])).not.toContain("ann@example.com");
});

test("a body that no route sees is refused with the id", async () => {
  const { httpHandler } = await import("../../../lambdas/api/http-handler.ts");
  const { jsonBody } = await import("../../../lambdas/api/json-body.ts");
  const handler = httpHandler(async () => ({ statusCode: 200, body: "" }), jsonBody());

  const tooLarge = await handler(
    request("fourth", "x".repeat(maxBodyBytes + 1)),
    invocationContext(),
  );
  const noJson = await handler(request("fifth", "{"), invocationContext());

  expect(JSON.parse(tooLarge.body)).toMatchObject({ status: 413, requestId: "fourth" });
  expect(JSON.parse(noJson.body)).toMatchObject({ status: 400, requestId: "fifth" });
});

test("a response that is no problem stays as it is, but for the header that all have", async () => {
  const { httpHandler } = await import("../../../lambdas/api/http-handler.ts");
  const response = { statusCode: 200, headers: { "Content-Type": "text/html" }, body: "<p>" };

  const handled = await httpHandler(async () => response)(request("sixth"), invocationContext());

  expect(handled).toEqual({ ...response, headers: { ...response.headers, ...transportSecurity } });
});

test("a function that runs out of time is 503, and the call may be repeated", async () => {
  const { httpHandler } = await import("../../../lambdas/api/http-handler.ts");
  const handler = httpHandler(() => new Promise(() => {}));
  const context = { ...invocationContext(), getRemainingTimeInMillis: () => 20 };

  const response = await handler(request("seventh"), context);

  expect(response.statusCode).toBe(503);
  expect(response.headers).toMatchObject({ "Retry-After": "2" });
});

test.each([
  [415, 415, "Content-Type", "must be application/json"],
  [400, 400, "body", "must be JSON"],
  [422, 400, "body", "must be JSON"],
])(
  "what a middleware refuses with %i is %i, and no fault of Herald's",
  async (statusCode, status, field, detail) => {
    const { httpHandler } = await import("../../../lambdas/api/http-handler.ts");
    const handler = httpHandler(async () => {
      throw Object.assign(new Error("to ann@example.com"), { statusCode });
    });
    const response = await handler(request("eighth"), invocationContext());
    expect(response.statusCode).toBe(status);
    expect(response.headers).toMatchObject({ "Content-Type": "application/problem+json" });
    expect(JSON.parse(response.body)).toMatchObject({
      type: "about:blank",
      errors: [{ field, detail }],
      requestId: "eighth",
    });
    expect(lines).toEqual([]);
  },
);

test.each(["text", { statusCode: 415 }, undefined])(
  "whatever else is thrown is 500: %j",
  async (thrown) => {
    const { httpHandler } = await import("../../../lambdas/api/http-handler.ts");
    const handler = httpHandler(() => Promise.reject(thrown));
    expect((await handler(request("ninth"), invocationContext())).statusCode).toBe(500);
  },
);

test("a dependency that fails is 503 with when to repeat, and named in the log", async () => {
  const { httpHandler } = await import("../../../lambdas/api/http-handler.ts");
  const { DependencyUnavailable } = await import("../../../lambdas/core/ports/unavailable.ts");
  const handler = httpHandler(async () => {
    throw new DependencyUnavailable("SQS", new TypeError("to ann@example.com"));
  });
  const response = await handler(request("tenth"), invocationContext());
  expect(response.statusCode).toBe(503);
  expect(response.headers).toMatchObject({ "Retry-After": "2", "Cache-Control": "no-store" });
  const error = { error: "DependencyUnavailable", dependency: "SQS", cause: "TypeError" };
  expect(lines).toMatchObject([{ level: "ERROR", message: "request failed", ...error }]);
});

test("a request without an id has none in its problem", async () => {
  const { httpHandler } = await import("../../../lambdas/api/http-handler.ts");
  const handler = httpHandler(async () => problemResponse(problems.notFound));
  const response = await handler(apiEvent({}), invocationContext());
  expect(JSON.parse(response.body)).not.toHaveProperty("requestId");
  expect(response.headers).not.toHaveProperty("Retry-After");
});

test("a body may be as large as the limit, and may be missing", async () => {
  const { httpHandler } = await import("../../../lambdas/api/http-handler.ts");
  const { jsonBody } = await import("../../../lambdas/api/json-body.ts");
  const { bodyLimit } = jsonBody();
  const handler = httpHandler(async () => ({ statusCode: 200, body: "" }), { bodyLimit });
  const statusOf = async (body?: string) =>
    (await handler(request("eleventh", body), invocationContext())).statusCode;
  expect(await statusOf("x".repeat(maxBodyBytes))).toBe(200);
  expect(await statusOf()).toBe(200);
  expect(await statusOf("ż".repeat(maxBodyBytes / 2 + 1))).toBe(413);
});

test("what a request logged is not in the lines of the next one", async () => {
  const { httpHandler } = await import("../../../lambdas/api/http-handler.ts");
  const { logger } = await import("../../../lambdas/runtime/logger.ts");
  let count = 0;
  const handler = httpHandler(async () => {
    count += 1;
    logger.appendKeys({ [`key${count}`]: "kept" });
    logger.info("looked up");
    return problemResponse(problems.notFound);
  });
  await handler(request("one"), invocationContext());
  await handler(request("two"), invocationContext());
  expect(lines[1]).toMatchObject({ key2: "kept" });
  expect(lines[1]).not.toHaveProperty("key1");
});

test("a request is to be done by when the function is stopped", async () => {
  const { httpHandler } = await import("../../../lambdas/api/http-handler.ts");
  const deadlines: number[] = [];
  const handler = httpHandler(async (_, deadline) => {
    deadlines.push(deadline.getTime());
    return { statusCode: 200, body: "" };
  });
  const earliest = Date.now() + 8_000;
  await handler(request("twelfth"), invocationContext(8_000));
  expect(deadlines[0]).toBeGreaterThanOrEqual(earliest);
  expect(deadlines[0]).toBeLessThanOrEqual(Date.now() + 8_000);
});
