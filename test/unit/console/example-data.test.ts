import { expect, test } from "vitest";
import { exampleData } from "../../../console/example-data.ts";

test("an example has what a schema requires, with nothing in it", () => {
  const schema = {
    type: "object",
    required: ["order", "isNew"],
    properties: {
      order: {
        type: "object",
        required: ["number", "items"],
        properties: {
          number: { type: "string", examples: ["1007"] },
          items: {
            type: "array",
            items: {
              type: "object",
              required: ["price"],
              properties: { price: { type: "number" } },
            },
          },
          note: { type: "string" },
        },
      },
      isNew: { type: "boolean", default: true },
      more: { type: "string" },
    },
  };
  expect(exampleData(schema)).toEqual({
    order: { number: "1007", items: [{ price: 0 }] },
    isNew: true,
  });
});

test("an example ends, though a schema holds itself", () => {
  const node: Record<string, unknown> = { type: "object", required: ["next"] };
  node["properties"] = { next: node };
  expect(JSON.stringify(exampleData(node)).length).toBeLessThan(100);
});

test("where there is no schema there is no example", () => {
  expect(exampleData(undefined)).toBeNull();
});

test.each<[string, object, unknown]>([
  ["what it refers to", { $ref: "#/$defs/amount" }, 0],
  ["null where that is not there", { $ref: "#/$defs/none" }, null],
  ["the first of several schemas", { oneOf: [{ type: "boolean" }, { type: "string" }] }, false],
  ["the first of several types", { type: ["string", "null"] }, ""],
  ["the first of the values that it may be", { enum: ["pl", "en"] }, "pl"],
  ["the only value that it may be", { const: 3 }, 3],
])("an example is %s", (_, price, expected) => {
  const schema = {
    type: "object",
    required: ["price"],
    properties: { price },
    $defs: { amount: { anyOf: [{ type: "number" }, { type: "string" }] } },
  };
  expect(exampleData(schema)).toEqual({ price: expected });
});
