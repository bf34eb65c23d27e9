import type { ParameterName } from "./parameters.ts";
import type { Operation, OperationId, Route } from "./routes.ts";
import { commonProblems, operations, routes } from "./routes.ts";

/** One thing that callers can do: its route, and what the document says of it. */
export interface ApiOperation extends Route, Operation {
  readonly id: OperationId;
  readonly parameters: readonly ParameterName[];
}

/** Every operation, in the document's order. */
export const apiOperations: readonly ApiOperation[] = Object.entries(operations).map(
  ([key, operation]) => {
    const id = key as OperationId;
    return { id, ...routes[id], ...operation };
  },
);

/** The statuses that an operation may respond with. */
export function statusesOf({ response, otherResponse, problems }: ApiOperation): readonly number[] {
  const others = otherResponse ? [otherResponse.status] : [];
  return [response.status, ...others, ...problems, ...commonProblems].sort((a, b) => a - b);
}
