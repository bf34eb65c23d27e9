import { expect, test } from "vitest";
import type { Run } from "../../../lambdas/api/http-handler.ts";
import { httpHandler } from "../../../lambdas/api/http-handler.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports.ts";
import { apiEvent } from "../../support/api-event.ts";
import { invocationContext } from "../../support/test-stage.ts";

const failing = (error: Error): Run => {
  return () => Promise.reject(error);
};

function handle(run: Run, remainingMs = 30_000) {
  const context = { ...invocationContext(), getRemainingTimeInMillis: () => remainingMs };
  return httpHandler(run)(apiEvent({ body: {} }), context);
}

test("a dependency that does not respond is 503, and the call may be repeated", async () => {
  const response = await handle(failing(new DependencyUnavailable("SQS", new Error("ann@a.com"))));
  expect(response.statusCode).toBe(503);
  expect(response.headers).toMatchObject({ "Retry-After": "2" });
  expect(response.body).not.toContain("ann");
});

test("so is a function that runs out of time", async () => {
  const forever: Run = () => new Promise(() => {});
  const response = await handle(forever, 20);
  expect(response.statusCode).toBe(503);
  expect(response.headers).toMatchObject({ "Retry-After": "2" });
});

test("any other error is 500, which says nothing of it", async () => {
  const response = await handle(failing(new TypeError("u-42 has no ann@example.com")));
  expect(response.statusCode).toBe(500);
  expect(JSON.parse(response.body)).toEqual({
    type: "about:blank",
    status: 500,
    title: "Internal Server Error",
    detail: "The request could not be carried out.",
  });
});
