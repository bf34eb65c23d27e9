import { expect, test } from "vitest";
import * as z from "zod/mini";
import { json } from "../../../lambdas/core/json-text.ts";
import { readTolerantly } from "../../../lambdas/settings/read-tolerantly.ts";

test("an item of a list that is known and wrong is not passed over", () => {
  const words = z.pipe(
    z.pipe(
      z.string(),
      z.transform((text) => text.split(",")),
    ),
    z.array(z.string().check(z.minLength(2, "is too short"))),
  );
  expect(readTolerantly(words, "ab,c")).toEqual({ faults: ["1: is too short"] });
});

test("what is wrong is named by all of its path", () => {
  const inner = z.strictObject({ size: z.number("must be a number") });
  const schema = json(z.strictObject({ inner }));
  expect(readTolerantly(schema, '{"inner":{"size":"large"}}')).toEqual({
    faults: ["inner.size: must be a number"],
  });
});
