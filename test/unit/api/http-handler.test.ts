import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { problemResponse } from "../../../lambdas/api/json-responses.ts";
import { maxBodyBytes, problems } from "../../../lambdas/api/problems.ts";
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

test("a response that is no problem stays as it is", async () => {
  const { httpHandler } = await import("../../../lambdas/api/http-handler.ts");
  const response = { statusCode: 200, headers: { "Content-Type": "text/html" }, body: "<p>" };

  const handled = await httpHandler(async () => response)(request("sixth"), invocationContext());

  expect(handled).toEqual(response);
});

test("a function that runs out of time is 503, and the call may be repeated", async () => {
  const { httpHandler } = await import("../../../lambdas/api/http-handler.ts");
  const handler = httpHandler(() => new Promise(() => {}));
  const context = { ...invocationContext(), getRemainingTimeInMillis: () => 20 };

  const response = await handler(request("seventh"), context);

  expect(response.statusCode).toBe(503);
  expect(response.headers).toMatchObject({ "Retry-After": "2" });
});
