import { expect, test } from "vitest";
import { apiOperations } from "../../../lambdas/api/operations.ts";
import type { Parameter } from "../../../lambdas/api/parameters.ts";
import { nameInRequest, parameters } from "../../../lambdas/api/parameters.ts";
import { routes, routesWith } from "../../../lambdas/api/routes.ts";

test("no two routes are the same", () => {
  const all = Object.values(routes).map(({ method, path }) => `${method} ${path}`);
  expect(new Set(all).size).toBe(all.length);
});

test("the console is there with API keys alone, everything else with each authentication", () => {
  const all = Object.values(routes);
  expect(routesWith("api-key")).toEqual(all);
  expect(routesWith("iam")).toEqual(all.filter(({ path }) => !path.startsWith("/console")));
});

test.each(apiOperations)("$id has a parameter for each in its path, and no other", (operation) => {
  const inPath = operation.parameters.filter((name) => {
    const { in: place }: Parameter = parameters[name];
    return place === "path";
  });
  const named = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  expect(inPath.map(nameInRequest)).toEqual(named);
});

test.each(apiOperations)("$id takes a wrong parameter or body as a 400", (operation) => {
  const isTaking = operation.parameters.length > 0 || operation.body !== undefined;
  expect(operation.problems.includes(400)).toBe(isTaking);
});
