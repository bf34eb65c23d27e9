import type { APIGatewayProxyEvent } from "aws-lambda";
import * as z from "zod/mini";
import type { FieldFault } from "../core/field-fault.ts";
import { fieldFaults } from "../core/field-fault.ts";
import type { NameInRequest, Parameter, ParameterName } from "./parameters.ts";
import { nameInRequest, parameters } from "./parameters.ts";
import type { OperationId } from "./routes.ts";
import { routes } from "./routes.ts";

/** The parameters in an operation's path and query, by the names that a request has for them. */
export type ParametersOf<Id extends OperationId> = {
  readonly [Name in ParsedName<Id> as NameInRequest<Name>]: z.output<
    (typeof parameters)[Name]["schema"]
  >;
};

/** Header names are left out: the function that takes a header reads it itself. */
type ParsedName<Id extends OperationId> = Exclude<
  (typeof routes)[Id]["parameters"][number],
  HeaderName
>;

type HeaderName = {
  [Name in ParameterName]: (typeof parameters)[Name]["in"] extends "header" ? Name : never;
}[ParameterName];

/** The parameters of a request, or what is wrong with each that is. */
export type ParsedParameters =
  | { readonly parameters: Readonly<Record<string, unknown>> }
  | { readonly faults: readonly FieldFault[] };

/** Reads the path and the query of requests for one operation. */
export type ReadParameters = (
  event: Pick<APIGatewayProxyEvent, "pathParameters" | "queryStringParameters">,
) => ParsedParameters;

/**
 * Makes an operation's reader, which checks path and query both at once.
 *
 * @param unknown whether a parameter that the operation does not have is a fault.
 */
export function parameterReader(id: OperationId, unknown: "refuse" | "ignore"): ReadParameters {
  const shape = Object.fromEntries(
    routes[id].parameters
      .map((name): [string, Parameter] => [nameInRequest(name), parameters[name]])
      .filter(([, parameter]) => parameter.in !== "header")
      .map(([name, { schema }]) => [name, schema]),
  );
  const schema = unknown === "refuse" ? z.strictObject(shape) : z.object(shape);
  return (event) => {
    const path = Object.entries(event.pathParameters ?? {}).map(([name, value = ""]) => [
      name,
      decode(value),
    ]);
    const given = { ...event.queryStringParameters, ...Object.fromEntries(path) };
    const result = z.safeParse(schema, given);
    return result.success
      ? { parameters: result.data }
      : {
          faults: fieldFaults(result.error, {
            whole: "parameters",
            unknown: "is not a parameter of this request",
          }),
        };
  };
}

/** User ids hold no percent sign, so one decoded already stays as it is. */
function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
