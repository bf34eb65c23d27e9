import type { APIGatewayProxyEvent } from "aws-lambda";
import { describe, expect, test } from "vitest";
import { cursorAfter } from "../../../lambdas/api/cursor.ts";
import { jsonResponse } from "../../../lambdas/api/json-responses.ts";
import { parameterReader } from "../../../lambdas/api/request-parameters.ts";
import { routes } from "../../../lambdas/api/routes.ts";
import type { ServeOptions } from "../../../lambdas/api/serve-routes.ts";
import { serveRoutes } from "../../../lambdas/api/serve-routes.ts";
import { apiEvent } from "../../support/api-event.ts";

const id = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
const deadline = new Date();

async function serve(event: APIGatewayProxyEvent, options?: ServeOptions) {
  const run = serveRoutes<"tracking">(
    {
      listNotifications: async (parameters) => jsonResponse(200, { list: parameters }),
      findNotification: async (parameters, { deadline: until }) =>
        jsonResponse(200, { find: parameters, until }),
      exportUser: async (parameters) => jsonResponse(200, { export: parameters }),
      readCaller: async () => jsonResponse(200, {}),
    },
    options,
  );
  const { statusCode, body } = await run(event, deadline);
  return { statusCode, body: JSON.parse(body) };
}

function listEvent(queryStringParameters: Record<string, string>, userId = "u-42") {
  const { path: resource } = routes.listNotifications;
  return apiEvent({ resource, pathParameters: { userId }, queryStringParameters });
}

test("a request goes to its route's handler, with its parameters and the deadline", async () => {
  const { path: resource } = routes.findNotification;
  const pathParameters = { userId: "a%40b", notificationId: id };
  expect(await serve(apiEvent({ resource, pathParameters }))).toEqual({
    statusCode: 200,
    body: { find: { userId: "a@b", notificationId: id }, until: deadline.toISOString() },
  });
});

test("a route that the function does not have is a 404", async () => {
  const { path: resource } = routes.readStatus;
  expect((await serve(apiEvent({ resource }))).statusCode).toBe(404);
});

test("a route that is not the document's is given no parameters", async () => {
  const show = async (given: object) => jsonResponse(200, { given });
  const run = serveRoutes<"pages">({
    showDocument: show,
    readJsonDocument: show,
    readYamlDocument: show,
    showUnsubscribe: show,
    unsubscribe: show,
    showConsole: show,
    readConsoleFile: show,
  });
  const { path: resource } = routes.readConsoleFile;
  const event = apiEvent({ resource, pathParameters: { asset: "x" } });
  const { body, headers } = await run(event, deadline);
  expect(JSON.parse(body)).toEqual({ given: {} });
  expect(headers).toEqual({ "Content-Type": "application/json", "Cache-Control": "no-store" });
});

describe("parameters", () => {
  test("are read from their text", async () => {
    const query = {
      limit: "10",
      cursor: cursorAfter(id),
      channel: "sms",
      status: "failed",
      from: "2026-12-01T12:00:00+01:00",
    };
    expect((await serve(listEvent(query))).body).toEqual({
      list: {
        userId: "u-42",
        limit: 10,
        cursor: id,
        channel: "sms",
        status: "failed",
        from: "2026-12-01T11:00:00.000Z",
      },
    });
  });

  test("have their defaults", async () => {
    expect((await serve(listEvent({}))).body).toEqual({ list: { userId: "u-42", limit: 25 } });
  });

  test("are all named that are wrong, in the path and in the query", async () => {
    const { statusCode, body } = await serve(
      listEvent({ limit: "0", cursor: "!", channel: "S", status: "x", to: "today" }, "no id"),
    );
    expect(statusCode).toBe(400);
    expect(body.errors).toEqual([
      { field: "userId", detail: "is not a user id" },
      { field: "limit", detail: "must be at least 1" },
      { field: "cursor", detail: "is not a cursor of this API" },
      { field: "channel", detail: "is not a channel's name" },
      { field: "status", detail: expect.stringMatching(/^must be one of queued, sending/) },
      {
        field: "to",
        detail: "must be a date and time with a zone such as 2026-12-01T12:00:00Z",
      },
    ]);
  });

  test("are wrong where they are not well encoded", async () => {
    const { statusCode, body } = await serve(listEvent({}, "%"));
    expect(statusCode).toBe(400);
    expect(body.errors).toEqual([{ field: "userId", detail: "is not a user id" }]);
  });

  test("of the header are none of the query", () => {
    const read = parameterReader("sendNotification", "refuse");
    const queryStringParameters = { "Idempotency-Key": "key" };
    expect(read({ pathParameters: null, queryStringParameters })).toEqual({
      faults: [{ field: "Idempotency-Key", detail: "is not a parameter of this request" }],
    });
    const { parameters } = Object(read({ pathParameters: null, queryStringParameters: null }));
    expect(parameters).toBeDefined();
    expect(parameters).not.toHaveProperty("Idempotency-Key");
  });

  test("that are unknown are refused, unless they are ignored", async () => {
    const event = listEvent({ page: "2" });
    expect(await serve(event)).toMatchObject({
      statusCode: 400,
      body: { errors: [{ field: "page", detail: "is not a parameter of this request" }] },
    });
    const ignoring = await serve(event, { unknownParameters: "ignore" });
    expect(ignoring.body).toEqual({ list: { userId: "u-42", limit: 25 } });
  });
});
