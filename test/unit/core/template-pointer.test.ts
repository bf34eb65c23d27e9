import { expect, test } from "vitest";
import type { TemplatePointer, TemplatePush } from "../../../lambdas/core/template-pointer.ts";
import {
  nothingPushed,
  pushesOf,
  pushInForce,
  readTemplatePointer,
  withPush,
  withRollback,
  withRollbackTo,
} from "../../../lambdas/core/template-pointer.ts";

const push = (hash: string, minute: number, overDeployed = "d1"): TemplatePush => ({
  hash,
  pushedAt: `2026-12-01T12:${String(minute).padStart(2, "0")}:00.000Z`,
  overDeployed,
});

const pushed = (...pushes: readonly TemplatePush[]) => pushes.reduce(withPush, nothingPushed);

const hashes = (pointer: TemplatePointer | undefined) => [
  pointer?.current?.hash ?? null,
  ...(pointer?.earlier ?? []).map(({ hash }) => hash),
];

test("pushes are remembered, the newest first, each set once and 21 at most", () => {
  expect(hashes(pushed(push("a", 1), push("b", 2), push("a", 3)))).toEqual(["a", "b"]);
  const many = Array.from({ length: 30 }, (_, minute) => push(`h${minute}`, minute));
  expect(pushesOf(pushed(...many)).map(({ hash }) => hash)).toEqual(
    many
      .slice(9)
      .map(({ hash }) => hash)
      .toReversed(),
  );
});

test("a push is in force over the deployment that it was made over", () => {
  expect(pushInForce(pushed(push("a", 1)), "d1")?.hash).toBe("a");
  expect(pushInForce(pushed(push("a", 1)), "d2")).toBeUndefined();
  expect(pushInForce(nothingPushed, "d1")).toBeUndefined();
});

test("each rollback goes one push further back, and then to what is deployed", () => {
  const first = withRollback(pushed(push("a", 1), push("b", 2), push("c", 3)), "d1");
  expect(hashes(first)).toEqual(["b", "c", "a"]);
  const second = withRollback(first ?? nothingPushed, "d1");
  expect(hashes(second)).toEqual(["a", "c", "b"]);
  const third = withRollback(second ?? nothingPushed, "d1");
  expect(hashes(third)).toEqual([null, "c", "b", "a"]);
  expect(withRollback(third ?? nothingPushed, "d1")).toBeUndefined();
});

test("a rollback passes over what was pushed over another deployment", () => {
  expect(hashes(withRollback(pushed(push("a", 1, "d0"), push("b", 2)), "d1"))).toEqual([
    null,
    "b",
    "a",
  ]);
  expect(withRollback(pushed(push("a", 1, "d0")), "d1")).toBeUndefined();
});

test("any push can be gone back to by its hash, and is in force then", () => {
  const pointer = pushed(push("a", 1, "d0"), push("b", 2));
  const back = withRollbackTo(pointer, "d1", "a");
  expect(hashes(back)).toEqual(["a", "b"]);
  expect(pushInForce(back ?? nothingPushed, "d1")?.hash).toBe("a");
  expect(hashes(withRollbackTo(pointer, "d1", "d1"))).toEqual([null, "b", "a"]);
  expect(withRollbackTo(pointer, "d1", "nosuch")).toBeUndefined();
});

test("a pointer is read as it was written; a later release's, or none, is not", () => {
  const pointer = pushed(push("a", 1), push("b", 2));
  expect(readTemplatePointer(JSON.stringify(pointer))).toEqual(pointer);
  expect(readTemplatePointer(JSON.stringify({ ...pointer, more: 1 }))).toEqual(pointer);
  for (const text of ["", "{", "null", JSON.stringify({ ...pointer, version: 2 })]) {
    expect(readTemplatePointer(text)).toBeUndefined();
  }
});
