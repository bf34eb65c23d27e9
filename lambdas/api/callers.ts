import type { APIGatewayProxyEvent } from "aws-lambda";
import * as z from "zod/mini";
import type { Caller } from "../core/caller.ts";
import { scopes, unknownCaller } from "../core/caller.ts";
import { json } from "../core/json-text.ts";
import { logger } from "../runtime/logger.ts";
import type { HttpMiddleware } from "./http-handler.ts";
import { problemResponse } from "./json-responses.ts";
import { principalOf } from "./principal.ts";
import { problems } from "./problems.ts";
import type { Route } from "./routes.ts";
import { routes } from "./routes.ts";

/**
 * Who may call, as a function is told it: `"iam"`, or each caller's scopes and the ids of its API
 * keys. A caller without a list of keys is whoever has a key that API Gateway takes: there is no other.
 */
const callersSchema = z.union([
  z.literal("iam"),
  z.record(
    z.string(),
    z.object({ scopes: z.array(z.enum(scopes)), keys: z.optional(z.array(z.string())) }),
  ),
]);

/** The variable of a function's environment that says who may call: JSON. */
export const callersVariable = json(callersSchema);

/** Who may call a function's routes. */
export type Callers = z.output<typeof callersSchema>;

/** Tells who calls, and turns away who may not. */
export interface CallerAccess {
  /** The caller of a request; one without any scope if its key is not known. */
  callerOf(event: Pick<APIGatewayProxyEvent, "requestContext">): Caller;
  /**
   * Names the caller in every log line of a request, and rejects one whose route needs a scope that
   * the caller has not.
   */
  readonly middleware: HttpMiddleware;
}

/** @param callers who may call, as `callersVariable` reads it. */
export function callerAccess(callers: Callers): CallerAccess {
  const callerOf = callers === "iam" ? principal : callerByKey(callers);
  return {
    callerOf,
    middleware: {
      before: ({ event }) => {
        const caller = callerOf(event);
        logger.appendKeys({ caller: caller.name });
        const needed = accessByRoute.get(`${event.httpMethod} ${event.resource}`);
        if (needed === undefined) {
          return problemResponse(problems.noSuchPath);
        }
        if (needed === "open" || needed === "any" || caller.scopes.includes(needed)) {
          return;
        }
        logger.warn("scope missing", { scope: needed });
        return problemResponse(problems.missingScope(needed));
      },
    },
  };
}

const accessByRoute = new Map<string, Route["access"]>(
  Object.values(routes).map(({ method, path, access }) => [`${method} ${path}`, access]),
);

/** IAM has decided by the principal's policy, whose resources are routes. */
function principal({ requestContext }: Pick<APIGatewayProxyEvent, "requestContext">): Caller {
  return { name: principalOf(requestContext.identity.userArn), scopes };
}

/** API Gateway has checked the key; its id says whose it is, and its value is not looked at. */
function callerByKey(callers: Exclude<Callers, "iam">): CallerAccess["callerOf"] {
  const all = Object.entries(callers).map(([name, { scopes: its, keys }]) => ({
    keys,
    caller: { name, scopes: its },
  }));
  const only = all.find(({ keys }) => keys === undefined)?.caller;
  const byKey = new Map(all.flatMap(({ keys = [], caller }) => keys.map((id) => [id, caller])));
  const stranger: Caller = { name: unknownCaller, scopes: [] };
  return ({ requestContext }) =>
    only ?? byKey.get(requestContext.identity.apiKeyId ?? "") ?? stranger;
}
