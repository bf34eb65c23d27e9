import { descriptions } from "./descriptions.ts";
import { examples } from "./examples.ts";
import type { DocumentedProblem, ProblemStatus } from "./problems.ts";
import { problems } from "./problems.ts";
import type { ApiOperation } from "./routes.ts";
import { commonProblems, operations, parametersOf } from "./routes.ts";
import type { JsonSchema } from "./schemas.ts";
import { componentSchemas } from "./schemas.ts";

/** How callers prove who they are. */
export type Authentication = "api-key" | "iam";

/** An OpenAPI document, as far as Herald's goes. */
export type OpenApiDocument = ReturnType<typeof describeApi>;

/** One operation in the document. */
export type DocumentedOperation = ReturnType<typeof describeOperation>;

/**
 * Describes the API, from the schemas that the code goes by.
 *
 * https://spec.openapis.org/oas/v3.1.1.html
 */
export function describeApi(authentication: Authentication) {
  const paths: Record<string, Record<string, DocumentedOperation>> = {};
  for (const operation of operations) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method]: describeOperation(operation),
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
    // Relative to where the document is: the stage's own path, whatever the host.
    servers: [{ url: "." }],
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

function describeOperation(operation: ApiOperation) {
  const { id, summary, description, body, response } = operation;
  const refused = [...operation.problems, ...commonProblems].map((status) => [
    status,
    describeProblem(status, problems[status]),
  ]);
  const links = response.schema === "Accepted" ? { links: linksFromAccepted } : {};
  const responses: Record<string, DocumentedResponse> = {
    [response.status]: {
      description: descriptions[response.schema].about,
      ...headersOf(response.headers),
      content: jsonContent(
        "application/json",
        response.schema,
        examples[response.schema as Example],
      ),
      ...links,
    },
    ...Object.fromEntries(refused),
  };
  return {
    operationId: id,
    summary,
    description,
    parameters: parametersOf(operation),
    ...(body && {
      requestBody: {
        required: true,
        content: jsonContent("application/json", body, examples[body as Example]),
      },
    }),
    responses,
  };
}

type Example = keyof typeof examples;

/** One answer of an operation. */
export interface DocumentedResponse {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { description: string; schema: JsonSchema }>>;
  readonly content: Readonly<Record<string, { schema: JsonSchema; example: unknown }>>;
  readonly links?: unknown;
}

function describeProblem(status: ProblemStatus, problem: DocumentedProblem): DocumentedResponse {
  const { description, title, detail, errors, retryAfter } = problem;
  const example = { type: "about:blank", title, status, detail, ...(errors && { errors }) };
  return {
    description,
    ...headersOf(retryAfter === undefined ? undefined : { "Retry-After": retryAfter }),
    content: jsonContent("application/problem+json", "Problem", example),
  };
}

function jsonContent(mediaType: string, schema: string, example: unknown) {
  return { [mediaType]: { schema: { $ref: `#/components/schemas/${schema}` }, example } };
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
