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

const apiUrl = "https://herald.example.com/production";

function documentWith(authentication: Authentication) {
  return describeApi(authentication, apiUrl);
}

test("the document says what it is, and how callers prove who they are", () => {
  const { paths: _, components, ...rest } = documentWith("api-key");
  expect(rest).toMatchObject({
    openapi: "3.1.1",
    info: { title: "Herald", version: "1", license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url: apiUrl }],
    security: [{ "api-key": [] }],
  });
  expect(rest.info.summary).not.toBe("");
  expect(rest.info.description).not.toBe("");
  expect(components.securitySchemes).toEqual({
    "api-key": { type: "apiKey", in: "header", name: "x-api-key" },
  });
  const iam = documentWith("iam");
  expect(iam.security).toEqual([{ iam: [] }]);
  expect(iam.components.securitySchemes["iam"]).toMatchObject({
    type: "apiKey",
    in: "header",
    name: "Authorization",
    "x-amazon-apigateway-authtype": "awsSigv4",
  });
});

test("the document has every operation, and no other", () => {
  const documented = Object.entries(documentWith("api-key").paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  const all = apiOperations.map(({ method, path }) => `${method.toLowerCase()} ${path}`);
  expect(documented.toSorted()).toEqual(all.toSorted());
});

describe.each(apiOperations)("the document's $id", (operation) => {
  const { id, method, path, access, summary, description, body, response } = operation;
  const scope = access === "any" || access === "open" ? undefined : access;
  const documented = (authentication: Authentication = "api-key") =>
    documentWith(authentication).paths[path]?.[method.toLowerCase()];
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
      tags: [operation.tag],
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
  const responses = Object.values(documentWith("api-key").paths)
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
    const { schemas: made } = documentWith("api-key").components;
    expect(Object.keys(made)).toEqual(expect.arrayContaining(Object.keys(schemas)));
    const text = JSON.stringify(made);
    for (const left of ['"examples"', '"$schema"', '"$id"', '"pattern":"^(?:(?:']) {
      expect(text).not.toContain(left);
    }
    expect(text).toContain("\\\\x00-\\\\x1f\\\\x7f-\\\\x9f");
  });

  test("let a submission leave an optional field out, or give null for it, and give no other", () => {
    const { Submission: submission } = documentWith("api-key").components.schemas;
    const { properties = {}, required, additionalProperties } = submission;
    expect(required).toEqual(["userId"]);
    expect(additionalProperties).toBe(false);
    expect(properties).toMatchObject({
      userId: { type: "string" },
      message: { type: ["string", "null"] },
      subject: { type: ["string", "null"] },
      email: { type: ["string", "array", "null"] },
      expectsResponse: { type: ["boolean", "null"] },
    });
  });

  test("say of a submission what its fields are held to", () => {
    const { properties = {} } = documentWith("api-key").components.schemas.Submission;
    expect(properties).toMatchObject({
      email: {
        ...{ maxLength: 254, pattern: expect.stringContaining("@") },
        ...{ minItems: 1, maxItems: 10, uniqueItems: true },
        items: { type: "string", maxLength: 254, pattern: expect.stringContaining("@") },
      },
      subject: { maxLength: 200, pattern: expect.any(String) },
      channels: { minItems: 1, maxItems: 50, uniqueItems: true },
    });
    expect(properties["expectsResponse"]).not.toHaveProperty("default");
  });

  test("have no null elsewhere, and leave room for fields of later releases", () => {
    const { schemas: made } = documentWith("api-key").components;
    const bodies = apiOperations.flatMap(({ body }) => body ?? []);
    expect(bodies).toEqual(["Submission", "PreferenceChanges"]);
    const reachable = new Set<string>(bodies);
    for (const name of reachable) {
      const parts = JSON.stringify(made[name as keyof typeof made]).matchAll(/schemas\/(\w+)"/g);
      for (const [, part = ""] of parts) {
        reachable.add(part);
      }
    }
    const others = Object.entries(made).filter(([name]) => !reachable.has(name));
    expect(others.length).toBeGreaterThan(20);
    expect(JSON.stringify(others)).not.toMatch(/"null"|"additionalProperties":false/);
  });

  test("name every object and every list of words that two bodies have", () => {
    const { schemas: made } = documentWith("api-key").components;
    for (const schema of Object.values(made)) {
      expect(JSON.stringify(schema.properties ?? {})).not.toContain('"properties"');
    }
    const words = [...JSON.stringify(made).matchAll(/"enum":\[[^\]]*\]/g)].map(([each]) => each);
    expect(new Set(words).size).toBe(words.length);
  });
});

describe("the document's schemas and parameters", () => {
  const text = JSON.stringify(documentWith("api-key"));

  test("combine no schemas, as not every generator makes a type of that", () => {
    expect(text).not.toMatch(/"(?:anyOf|oneOf|allOf|not)":/);
  });

  test("have no bounds that are JavaScript's own", () => {
    expect(text).not.toContain(String(Number.MAX_SAFE_INTEGER));
  });

  test("have patterns that every language's regular expressions know", () => {
    const patterns = [...text.matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(
      ([, pattern = ""]) => JSON.parse(pattern) as string,
    );
    expect(patterns.length).toBeGreaterThan(10);
    expect(patterns.filter((pattern) => /\(\?[^:]|\\[pPuwdDW]/.test(pattern))).toEqual([]);
  });
});

test("every tag of an operation is described, and every tag has one", () => {
  const { tags: described, paths } = documentWith("api-key");
  const used = Object.values(paths).flatMap((methods) =>
    Object.values(methods).flatMap((operation) => operation.tags),
  );
  expect(described.map(({ name }) => name).toSorted()).toEqual(
    [...new Set<string>(used)].toSorted(),
  );
  for (const { description } of described) {
    expect(description).toMatch(/\.$/);
  }
});

test("every reference in the document leads to a schema in it", () => {
  const document = documentWith("api-key");
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)];
  const places = Object.keys(document.components.schemas).map(
    (name) => `#/components/schemas/${name}`,
  );
  expect(places).toEqual(expect.arrayContaining(references.map(([, place]) => place)));
});
