import type * as z from "zod/mini";
import type { NameInRequest, ParameterName, parameters } from "../lambdas/api/parameters.ts";
import type { OperationId, operations, routes } from "../lambdas/api/routes.ts";
import type { SchemaName, schemas } from "../lambdas/api/schemas.ts";

/**
 * What each operation of the API takes and returns. The npm package has this file's types written out, so
 * that they stand on nothing else.
 */
export type Calls = {
  readonly [Id in OperationId]: {
    /** What stands in its path and query. */
    readonly parameters: CallParameters<Id>;
    /** What goes with it besides: the body, where it has one, and headers. */
    readonly content: CallContent<Id>;
    /** The body of its response when that is no error. Times are ISO 8601. */
    readonly response: z.infer<Schemas[Operations[Id]["response"]["schema"]]>;
  };
};

/** What a notification would come to. */
export type DryRun = z.infer<Schemas["DryRun"]>;

/** A delivery as the API shows it. Times are ISO 8601. */
export type TrackedDelivery = z.infer<Schemas["Delivery"]>;

/** The body of every response that is an error (RFC 9457). */
export type Problem = z.infer<Schemas["Problem"]>;

type CallParameters<Id extends OperationId> = {
  readonly [Name in NameIn<Id, "path"> as NameInRequest<Name>]: Sent<Name>;
} & {
  readonly [Name in NameIn<Id, "query"> as NameInRequest<Name>]?: Sent<Name>;
};

type CallContent<Id extends OperationId> = Operations[Id] extends {
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
