import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { inOrder } from "../../../lambdas/core/provider-order.ts";

const identifiers = {
  fingerprint: (text: string) => createHash("sha256").update(text).digest("base64url"),
};

type Weights = Readonly<Record<string, number | undefined>>;

function orderOf(weights: Weights, notificationId: string, order = "weighted" as const) {
  const providers = Object.entries(weights).map(([id, weight]) => ({ id, weight }));
  const reference = { userId: "u-42", notificationId, channel: "sms" };
  return inOrder(identifiers, providers, order, reference).map(({ id }) => id);
}

const ids = Array.from({ length: 10_000 }, (_, index) => `id-${index}`);
const firsts = (weights: Weights) => ids.map((id) => orderOf(weights, id)[0]);

function partOf(all: readonly (string | undefined)[], provider: string): number {
  return all.filter((each) => each === provider).length / all.length;
}

test("as they are listed, providers keep their order, weights or not", () => {
  const providers = [
    { id: "two", weight: 1 },
    { id: "one", weight: 99 },
  ];
  const reference = { userId: "u", notificationId: "n", channel: "sms" };
  expect(inOrder(identifiers, providers, "listed", reference)).toBe(providers);
});

describe("by weight", () => {
  test.each([
    [
      { a: 80, b: 20 },
      { a: 0.8, b: 0.2 },
    ],
    [
      { a: 0.3, b: 0.1, c: 0.6 },
      { a: 0.3, b: 0.1, c: 0.6 },
    ],
    [
      { a: undefined, b: undefined, c: undefined, d: undefined },
      { a: 0.25, d: 0.25 },
    ],
    [
      { a: 1_000_000, b: 1 },
      { a: 1, b: 0 },
    ],
  ])("%j: each comes first for its part of the deliveries", (weights, parts) => {
    const all = firsts(weights);
    for (const [provider, part] of Object.entries(parts)) {
      expect(partOf(all, provider), provider).toBeCloseTo(part, 1);
      expect(Math.abs(partOf(all, provider) - part)).toBeLessThan(0.02);
    }
  });

  test("the others follow by theirs: without the first, the draw is the same", () => {
    for (const id of ids.slice(0, 500)) {
      const [first = "", ...others] = orderOf({ a: 50, b: 30, c: 20 }, id);
      const rest = Object.entries({ a: 50, b: 30, c: 20 }).filter(([name]) => name !== first);
      expect(orderOf(Object.fromEntries(rest), id)).toEqual(others);
    }
  });

  test("a delivery has the same order each time, also where the list is in another order", () => {
    for (const id of ids.slice(0, 500)) {
      expect(orderOf({ b: 20, a: 80 }, id)).toEqual(orderOf({ a: 80, b: 20 }, id));
    }
  });

  test("weight 0 comes last, and is there", () => {
    for (const id of ids.slice(0, 500)) {
      expect(orderOf({ none: 0, a: 1, b: 1 }, id)[2]).toBe("none");
    }
    expect(orderOf({ none: 0, zero: 0 }, "id").toSorted()).toEqual(["none", "zero"]);
  });

  test("more weight takes deliveries over, and moves no other", () => {
    const [before, after] = [firsts({ a: 50, b: 30, c: 20 }), firsts({ a: 50, b: 60, c: 20 })];
    const moved = before.flatMap((first, index) => (first === after[index] ? [] : [after[index]]));
    expect(new Set(moved)).toEqual(new Set(["b"]));
  });
});
