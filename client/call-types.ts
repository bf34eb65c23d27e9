import type * as z from "zod/mini";
import type { NameInRequest, ParameterName, parameters } from "../lambdas/api/parameters.ts";
import type { OperationId, operations, routes } from "../lambdas/api/routes.ts";
import type { SchemaName, schemas } from "../lambdas/api/schemas.ts";

/** The body of an operation's response when it is no error. Times are ISO 8601. */
export type ResponseBodyOf<Id extends OperationId> = z.infer<
  Schemas[Operations[Id]["response"]["schema"]]
>;

/** What stands in an operation's path and query. */
export type CallParameters<Id extends OperationId> = {
  readonly [Name in NameIn<Id, "path"> as NameInRequest<Name>]: Sent<Name>;
} & {
  readonly [Name in NameIn<Id, "query"> as NameInRequest<Name>]?: Sent<Name>;
};

/** What goes with a call besides: the body, where the operation has one, and headers. */
export type CallRest<Id extends OperationId> = Operations[Id] extends {
  readonly body: infer Name extends SchemaName;
}
  ? [content: { readonly body: ReadonlyLists<z.input<Schemas[Name]>> } & CallHeaders<Id>]
  : [content?: CallHeaders<Id>];

interface CallHeaders<Id extends OperationId> {
  readonly headers?: Readonly<Partial<Record<NameIn<Id, "header">, string>>>;
}

type Operations = typeof operations;
type Schemas = typeof schemas;
type Parameters = typeof parameters;

type NameIn<Id extends OperationId, Place> = {
  [Name in ParameterName]: Parameters[Name]["in"] extends Place ? Name : never;
}[(typeof routes)[Id]["parameters"][number]];

/** A number is written as text on the way; any other value is sent as it is read. */
type Sent<Name extends ParameterName> = [z.output<Parameters[Name]["schema"]>] extends [number]
  ? number
  : Exclude<z.input<Parameters[Name]["schema"]>, undefined>;

type ReadonlyLists<Fields> = {
  readonly [Name in keyof Fields]: Fields[Name] extends readonly (infer Item)[] | undefined
    ? readonly Item[] | Exclude<Fields[Name], readonly unknown[]>
    : Fields[Name];
};
