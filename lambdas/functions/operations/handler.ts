import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import { httpHandler } from "../../api/http-handler.ts";
import { jsonBodyOf } from "../../api/json-body.ts";
import { serveRoutes } from "../../api/serve-routes.ts";
import { metrics } from "../../runtime/metrics.ts";
import { access } from "./dependencies.ts";
import * as operations from "./operations.ts";

const routes = serveRoutes<"operations">(operations, { unknownParameters: "ignore" });

/** What callers may do beyond sending and looking up: retry, cancel, erase, lift, set preferences, and see the status. */
export const handler = httpHandler(routes, {
  metrics: logMetrics(metrics),
  access: access.middleware,
  ...jsonBodyOf("PUT"),
});
