import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { exampleOf, jsonSchemaOf, metadataOf } from "../../../lambdas/api/metadata.ts";

const named = z.string().check(z.meta({ description: "A name.", examples: ["Ann", "Bob"] }));

describe("what a schema says of itself", () => {
  test("is said of an optional one too, unless that says something else", () => {
    expect(metadataOf(named)).toEqual({ description: "A name.", examples: ["Ann", "Bob"] });
    expect(metadataOf(z.optional(named))).toEqual(metadataOf(named));
    const other = z.optional(named).check(z.meta({ description: "Another." }));
    expect(metadataOf(other)).toMatchObject({ description: "Another.", examples: ["Ann", "Bob"] });
    expect(metadataOf(z.string())).toEqual({});
  });
});

describe("an example", () => {
  test("is a schema's own first one", () => {
    expect(exampleOf(named)).toBe("Ann");
  });

  test("of an object is made of its fields', without those that have none", () => {
    const schema = z.object({ name: named, age: z.optional(z.int()), kind: z.literal("person") });
    expect(exampleOf(schema)).toEqual({ name: "Ann", kind: "person" });
  });

  test("of a list is one of its items", () => {
    expect(exampleOf(z.array(z.object({ name: named })))).toEqual([{ name: "Ann" }]);
  });

  test("of what has none is none", () => {
    expect(exampleOf(z.string())).toBeUndefined();
  });
});

test("a value's JSON Schema is without its description, its example and a date's pattern", () => {
  expect(jsonSchemaOf(named)).toEqual({ type: "string" });
  expect(jsonSchemaOf(z.iso.datetime())).toEqual({ type: "string", format: "date-time" });
  expect(jsonSchemaOf(z.string().check(z.regex(/^a$/)))).toEqual({
    type: "string",
    pattern: "^a$",
  });
});
