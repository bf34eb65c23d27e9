import { describe, expect, test } from "vitest";
import { documentedProblems } from "../../../lambdas/api/documented-problems.ts";
import { exampleOf, jsonSchemaOf, metadataOf } from "../../../lambdas/api/metadata.ts";
import { describeApi } from "../../../lambdas/api/openapi.ts";
import { apiOperations, statusesOf } from "../../../lambdas/api/operations.ts";
import type { Parameter } from "../../../lambdas/api/parameters.ts";
import { nameInRequest, parameters } from "../../../lambdas/api/parameters.ts";
import { problems as allProblems } from "../../../lambdas/api/problems.ts";
import type { Authentication, OperationResponse } from "../../../lambdas/api/routes.ts";
import { commonProblems } from "../../../lambdas/api/routes.ts";
import { schemas } from "../../../lambdas/api/schemas.ts";

test("the document says what it is, and how callers prove who they are", () => {
  const { paths: _, components, ...rest } = describeApi("api-key");
  expect(rest).toMatchObject({
    openapi: "3.1.1",
    info: { title: "Herald", version: "1", license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url: "." }],
    security: [{ "api-key": [] }],
  });
  expect(rest.info.summary).not.toBe("");
  expect(rest.info.description).not.toBe("");
  expect(components.securitySchemes).toEqual({
    "api-key": { type: "apiKey", in: "header", name: "x-api-key" },
  });
  const iam = describeApi("iam");
  expect(iam.security).toEqual([{ iam: [] }]);
  expect(iam.components.securitySchemes["iam"]).toMatchObject({
    type: "apiKey",
    in: "header",
    name: "Authorization",
    "x-amazon-apigateway-authtype": "awsSigv4",
  });
});

test("the document has every operation, and no other", () => {
  const documented = Object.entries(describeApi("api-key").paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  const all = apiOperations.map(({ method, path }) => `${method.toLowerCase()} ${path}`);
  expect(documented.toSorted()).toEqual(all.toSorted());
});

describe.each(apiOperations)("the document's $id", (operation) => {
  const { id, method, path, access, summary, description, body, response } = operation;
  const scope = access === "any" || access === "open" ? undefined : access;
  const documented = (authentication: Authentication = "api-key") =>
    describeApi(authentication).paths[path]?.[method.toLowerCase()];
  const content = (name: keyof typeof schemas) => ({
    "application/json": {
      schema: { $ref: `#/components/schemas/${name}` },
      example: exampleOf(schemas[name]),
    },
  });

  test("has its words, and its body if it takes one", () => {
    const needs = scope === undefined ? "" : ` Needs the scope \`${scope}\`.`;
    expect(documented()).toMatchObject({
      operationId: id,
      summary,
      description: `${description}${needs}`,
    });
    expect(documented()?.requestBody).toEqual(body && { required: true, content: content(body) });
  });

  test.each(["api-key", "iam"] as const)("has its scope, with %s", (authentication) => {
    const needed = scope === undefined ? [] : [scope];
    expect(documented(authentication)).toMatchObject({ security: [{ [authentication]: needed }] });
  });

  test("has its parameters, those in the path required", () => {
    const expected = operation.parameters.map((name) => {
      const parameter: Parameter = parameters[name];
      return {
        name: nameInRequest(name),
        in: parameter.in,
        required: parameter.in === "path",
        description: metadataOf(parameter.schema).description,
        schema: parameter.documented ?? jsonSchemaOf(parameter.schema),
        example: exampleOf(parameter.schema),
      };
    });
    expect(documented()?.parameters).toEqual(expected);
    for (const each of expected) {
      expect(each.description).toMatch(/\.$/);
      expect(each.example).toBeDefined();
    }
  });

  test("has its response, with its headers, and each problem that it may have", () => {
    const { [response.status]: good, ...others } = documented()?.responses ?? {};
    const other: OperationResponse | undefined = operation.otherResponse;
    const problems = Object.fromEntries(
      Object.entries(others).filter(([status]) => Number(status) !== other?.status),
    );
    if (other !== undefined) {
      expect(others[other.status]?.content).toEqual(content(other.schema));
      expect(others[other.status]?.description).toBe(metadataOf(schemas[other.schema]).description);
    }
    expect(good?.description).toBe(metadataOf(schemas[response.schema]).description);
    expect(good?.content).toEqual(content(response.schema));
    expect(Object.keys(good?.headers ?? {})).toEqual(Object.keys(response.headers ?? {}));
    const statuses = [...operation.problems, ...commonProblems];
    const forbidden =
      scope === undefined ? allProblems.invalidApiKey : allProblems.missingScope(scope);
    expect(Object.keys(problems).map(Number).toSorted()).toEqual(statuses.toSorted());
    // An object's whole numbers come in their order.
    const all = Object.keys(documented()?.responses ?? {}).map(Number);
    expect(statusesOf(operation)).toEqual(all);
    for (const status of statuses) {
      const { description: words, example: general } = documentedProblems[status];
      const example = status === 403 ? forbidden : general;
      const {
        retryAfterSeconds,
        headers: _,
        ...shown
      } = example as typeof example & {
        retryAfterSeconds?: number;
        headers?: unknown;
      };
      const header = {
        description: "After this many seconds.",
        schema: { type: "string" },
      };
      expect(problems[status]).toEqual({
        description: words,
        ...(retryAfterSeconds !== undefined && { headers: { "Retry-After": header } }),
        content: {
          "application/problem+json": {
            schema: { $ref: "#/components/schemas/Problem" },
            example: { type: "about:blank", ...shown },
          },
        },
      });
    }
  });
});

test("what was accepted links to all that can be done with it, and nothing else does", () => {
  const responses = Object.values(describeApi("api-key").paths)
    .flatMap((methods) => Object.values(methods))
    .flatMap((operation) => Object.entries(operation.responses));
  const linking = responses.filter(([, response]) => "links" in response);
  expect(linking.map(([status]) => status)).toEqual(["202"]);
  const links = linking[0]?.[1].links;
  const userId = "$response.body#/userId";
  const both = { userId, notificationId: "$response.body#/id" };
  expect(links).toEqual({
    find: { operationId: "findNotification", parameters: both },
    list: { operationId: "listNotifications", parameters: { userId } },
    cancel: { operationId: "cancelNotification", parameters: both },
    retry: {
      operationId: "retryDelivery",
      parameters: { ...both, channel: "$response.body#/deliveries/0/channel" },
    },
    erase: { operationId: "eraseUser", parameters: { userId } },
  });
});

describe("the document's schemas", () => {
  test("are all there, without what is for no reader", () => {
    const { schemas: made } = describeApi("api-key").components;
    expect(Object.keys(made).toSorted()).toEqual(Object.keys(schemas).toSorted());
    const text = JSON.stringify(made);
    for (const left of ['"examples"', '"$schema"', '"$id"', "\\p{Cc}", '"pattern":"^(?:(?:']) {
      expect(text).not.toContain(left);
    }
    expect(text).toContain("\\\\u0000-\\\\u001f\\\\u007f-\\\\u009f");
  });

  test("let a submission leave an optional field out, or give null for it", () => {
    const { Submission: submission } = describeApi("api-key").components.schemas;
    const { properties = {}, required, anyOf } = submission;
    expect(required).toEqual(["userId", "message"]);
    expect(properties).toMatchObject({
      userId: { type: "string" },
      message: { type: "string" },
      subject: { type: ["string", "null"] },
      email: { type: ["string", "null"] },
      expectsResponse: { type: ["boolean", "null"] },
    });
    expect(anyOf).toContainEqual({ required: ["email"] });
    expect(anyOf).toContainEqual({ required: ["channels"] });
  });

  test("have no null elsewhere, and no choice of fields", () => {
    const { Submission: _, ...others } = describeApi("api-key").components.schemas;
    expect(JSON.stringify(others)).not.toMatch(/"null"|"anyOf":\[\{"required"/);
  });
});

test("every reference in the document leads to a schema in it", () => {
  const document = describeApi("api-key");
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)];
  const places = Object.keys(document.components.schemas).map(
    (name) => `#/components/schemas/${name}`,
  );
  expect(places).toEqual(expect.arrayContaining(references.map(([, place]) => place)));
});
