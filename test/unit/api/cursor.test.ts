import { ulid } from "ulid";
import { expect, test } from "vitest";
import { cursor, cursorAfter } from "../../../lambdas/api/cursor.ts";

test("a cursor is its notification's id in base64url, and is read back", () => {
  const id = ulid();
  expect(cursorAfter(id)).toBe(Buffer.from(id).toString("base64url"));
  expect(cursor.parse(cursorAfter(id))).toBe(id);
});

test("of any text it is base64url", () => {
  for (const text of ["??>", "~~~?", "a", "ab", "\u00ff\u00fe\u00fd"]) {
    expect(cursorAfter(text)).toBe(Buffer.from(text, "latin1").toString("base64url"));
  }
});

test.each(["", "!", "abc", Buffer.from("no id").toString("base64url"), "-_-_"])(
  "%j is none",
  (text) => {
    const { error } = cursor.safeParse(text);
    expect(error?.issues.map(({ message }) => message)).toEqual(["is not a cursor of this API"]);
  },
);
