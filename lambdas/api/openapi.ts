import type { DocumentedProblem, ProblemStatus } from "./documented-problems.ts";
import { documentedProblems } from "./documented-problems.ts";
import type { JsonSchema } from "./metadata.ts";
import { exampleOf, jsonSchemaOf, metadataOf, referenceTo } from "./metadata.ts";
import type { ApiOperation } from "./operations.ts";
import { apiOperations } from "./operations.ts";
import type { Parameter, ParameterName } from "./parameters.ts";
import { nameInRequest, parameters } from "./parameters.ts";
import { problems } from "./problems.ts";
import type { Authentication, OperationResponse } from "./routes.ts";
import { commonProblems, tags } from "./routes.ts";
import type { SchemaName } from "./schemas.ts";
import { componentSchemas, schemas } from "./schemas.ts";

/** An OpenAPI document, as far as Herald's goes. */
export type OpenApiDocument = ReturnType<typeof describeApi>;

/** One operation in the document. */
export type DocumentedOperation = ReturnType<typeof describeOperation>;

/**
 * Describes the API, from the schemas that the code goes by.
 *
 * https://spec.openapis.org/oas/v3.1.1.html
 *
 * @param apiUrl where it is, without a slash at the end; generated clients call it there.
 */
export function describeApi(authentication: Authentication, apiUrl: string) {
  const paths: Record<string, Record<string, DocumentedOperation>> = {};
  for (const operation of apiOperations) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: describeOperation(operation, authentication),
    };
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Herald",
      version: "1",
      summary: "One call, every channel.",
      description:
        "A back-end makes one call; Herald stores the notification, queues it once per channel, tries the channel's providers in order, and keeps a record of what happened to each message. Errors are problem documents (RFC 9457).",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: apiUrl }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    security: [{ [authentication]: [] }],
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: { [authentication]: securitySchemes[authentication] },
    },
  };
}

const securitySchemes = {
  "api-key": { type: "apiKey", in: "header", name: "x-api-key" },
  iam: {
    type: "apiKey",
    in: "header",
    name: "Authorization",
    description: "A request signed with credentials that may `execute-api:Invoke`.",
    "x-amazon-apigateway-authtype": "awsSigv4",
  },
} as const;

function describeOperation(
  { id, access, body, problems, ...operation }: ApiOperation,
  authentication: Authentication,
) {
  const { response, otherResponse } = operation;
  const refused = [...problems, ...commonProblems].map((status) => [
    status,
    describeProblem(status, documentedProblem(status, access)),
  ]);
  const scope = access === "any" ? [] : [access];
  const responses: Record<string, DocumentedResponse> = {
    [response.status]: describeResponse(response),
    ...(otherResponse && { [otherResponse.status]: describeResponse(otherResponse) }),
    ...Object.fromEntries(refused),
  };
  return {
    operationId: id,
    tags: [operation.tag],
    summary: operation.summary,
    description: [
      operation.description,
      ...scope.map((each) => `Needs the scope \`${each}\`.`),
    ].join(" "),
    // OpenAPI 3.1 lets schemes other than OAuth name what the caller needs.
    security: [{ [authentication]: scope }],
    parameters: operation.parameters.map(describeParameter),
    ...(body && { requestBody: { required: true, content: jsonContent(body) } }),
    responses,
  };
}

/** A parameter in the document. */
export type DocumentedParameter = ReturnType<typeof describeParameter>;

function describeParameter(key: ParameterName) {
  const parameter: Parameter = parameters[key];
  return {
    name: nameInRequest(key),
    in: parameter.in,
    required: parameter.in === "path",
    description: metadataOf(parameter.schema).description ?? "",
    schema: parameter.documented ?? jsonSchemaOf(parameter.schema),
    example: exampleOf(parameter.schema),
  };
}

/** One response of an operation. */
export interface DocumentedResponse {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { description: string; schema: JsonSchema }>>;
  readonly content: Readonly<Record<string, { schema: JsonSchema; example: unknown }>>;
  readonly links?: unknown;
}

function describeResponse({ schema, headers }: OperationResponse): DocumentedResponse {
  return {
    description: metadataOf(schemas[schema]).description ?? "",
    ...headersOf(headers),
    content: jsonContent(schema),
    ...(schema === "Accepted" && { links: linksFromAccepted }),
  };
}

/** The 403 that an operation's callers may meet is that of its own scope. */
function documentedProblem(
  status: ProblemStatus,
  access: ApiOperation["access"],
): DocumentedProblem {
  const documented = documentedProblems[status];
  if (status !== 403) {
    return documented;
  }
  const { missingScope, invalidApiKey } = problems;
  return {
    ...documented,
    example: access === "any" || access === "open" ? invalidApiKey : missingScope(access),
  };
}

function describeProblem(
  status: ProblemStatus,
  { description, example }: DocumentedProblem,
): DocumentedResponse {
  const { title, detail, errors, scope, retryAfterSeconds } = example;
  return {
    description,
    ...headersOf(
      retryAfterSeconds === undefined ? undefined : { "Retry-After": "After this many seconds." },
    ),
    content: {
      "application/problem+json": {
        schema: referenceTo("Problem"),
        example: {
          type: "about:blank",
          title,
          status,
          detail,
          ...(errors && { errors }),
          ...(scope && { scope }),
        },
      },
    },
  };
}

function jsonContent(name: SchemaName) {
  return { "application/json": { schema: referenceTo(name), example: exampleOf(schemas[name]) } };
}

function headersOf(headers: Readonly<Record<string, string>> | undefined) {
  if (headers === undefined) {
    return {};
  }
  const described = Object.entries(headers).map(([name, description]) => [
    name,
    { description, schema: { type: "string" } },
  ]);
  return { headers: Object.fromEntries(described) };
}

const ofAccepted = {
  userId: "$response.body#/userId",
  notificationId: "$response.body#/id",
};

/** What can be done with a notification once it is accepted. */
const linksFromAccepted = {
  find: { operationId: "findNotification", parameters: ofAccepted },
  list: { operationId: "listNotifications", parameters: { userId: ofAccepted.userId } },
  cancel: { operationId: "cancelNotification", parameters: ofAccepted },
  retry: {
    operationId: "retryDelivery",
    parameters: { ...ofAccepted, channel: "$response.body#/deliveries/0/channel" },
  },
  erase: { operationId: "eraseUser", parameters: { userId: ofAccepted.userId } },
};
