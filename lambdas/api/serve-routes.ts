import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { Run } from "./http-handler.ts";
import { problemResponse } from "./json-responses.ts";
import { problems } from "./problems.ts";
import type { ParametersOf } from "./request-parameters.ts";
import { parameterReader } from "./request-parameters.ts";
import type { OperationId, Route, RouteId } from "./routes.ts";
import { routes } from "./routes.ts";

/** One request for a route. */
export interface RouteRequest {
  readonly event: APIGatewayProxyEvent;
  /** When the function is stopped. */
  readonly deadline: Date;
}

/** Carries out requests for one route; is given its parameters, which fit their schemas. */
export type RouteHandler<Id extends RouteId> = (
  parameters: Id extends OperationId ? ParametersOf<Id> : Readonly<Record<never, never>>,
  request: RouteRequest,
) => Promise<APIGatewayProxyResult>;

/** A handler for each of a function's routes, and for no other. */
export type RouteHandlers<Name extends Route["function"]> = {
  readonly [Id in RouteIdOf<Name>]: RouteHandler<Id>;
};

type RouteIdOf<Name extends Route["function"]> = {
  [Id in RouteId]: (typeof routes)[Id]["function"] extends Name ? Id : never;
}[RouteId];

/** How a function serves its routes. */
export interface ServeOptions {
  /** Whether a query may hold what the operation does not have; it is a fault unless ignored. */
  readonly unknownParameters?: "refuse" | "ignore";
}

/** Gives each request to its route's handler; one with a wrong parameter gets a 400. */
export function serveRoutes<Name extends Route["function"]>(
  handlers: RouteHandlers<Name>,
  { unknownParameters = "refuse" }: ServeOptions = {},
): Run {
  const serve = new Map(
    Object.entries<RouteHandler<never>>(handlers).map(([key, handler]) => {
      const id = key as RouteIdOf<Name>;
      const { method, path } = routes[id];
      return [`${method} ${path}`, withParameters(id, handler, unknownParameters)];
    }),
  );
  return async (event, deadline) => {
    const run = serve.get(`${event.httpMethod} ${event.resource}`);
    return run ? run(event, deadline) : problemResponse(problems.notFound);
  };
}

function withParameters(
  id: RouteId,
  handler: RouteHandler<never>,
  unknown: "refuse" | "ignore",
): Run {
  const read = isOperation(id) ? parameterReader(id, unknown) : () => ({ parameters: {} });
  return async (event, deadline) => {
    const parsed = read(event);
    if ("faults" in parsed) {
      return problemResponse(problems.invalidRequest(parsed.faults));
    }
    return handler(parsed.parameters as never, { event, deadline });
  };
}

function isOperation(id: RouteId): id is OperationId {
  return routes[id].access !== "open";
}
