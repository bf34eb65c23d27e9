import { expect, test } from "vitest";
import type { JsonSchema } from "../../../lambdas/api/metadata.ts";
import { schemaTable } from "../../../lambdas/functions/pages/schema-table.ts";

/** How the table has the type of one field. */
function typeIn(field: JsonSchema | boolean, required?: string[]): string | undefined {
  const { text } = schemaTable({ properties: { field }, ...(required && { required }) });
  return /<td><code>field<\/code><\/td><td>(.*?)<\/td>/.exec(text)?.[1];
}

test.each<[JsonSchema, string]>([
  [{ type: "boolean" }, "boolean"],
  [{ type: "string", maxLength: 5 }, "string, at most 5 characters"],
  [{ type: "string", format: "date-time" }, "date-time"],
  [{ const: "accepted" }, "<code>accepted</code>"],
  [{ enum: ["a", "b"] }, "one of <code>a</code> <code>b</code> "],
  [{ $ref: "#/components/schemas/Delivery" }, '<a href="#schema-Delivery">Delivery</a>'],
  [{ type: "array", items: { type: "integer" } }, "list of integer"],
  [{ type: "array", items: true }, "array"],
  [
    { type: "object", properties: { x: { type: "string" }, y: { type: "string" } } },
    "object: <code>x</code> <code>y</code> ",
  ],
])("%j is a field's type in words", (schema, words) => {
  expect(typeIn(schema, ["field"])).toBe(words);
});

test("a field that is not required is optional", () => {
  expect(typeIn({ type: "string" }, ["other"])).toBe("string, optional");
  expect(typeIn({ type: "string" })).toBe("string, optional");
});

test("a field of which nothing is said has no row, and an object without fields none at all", () => {
  expect(typeIn(true)).toBeUndefined();
  expect(schemaTable({}).text).toMatch(/<tbody><\/tbody>/);
});
