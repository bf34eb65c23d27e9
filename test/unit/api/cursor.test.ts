import { ulid } from "ulid";
import { expect, test } from "vitest";
import { cursor, cursorAfter, recordCursor } from "../../../lambdas/api/cursor.ts";

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

test("one is taken in no other form than a page gives it", () => {
  const given = cursorAfter(ulid());
  const record = cursorAfter("notification#01KAS7Q4ZJ8Y5W2N6T3B9C0DXE~");
  for (const other of [`${given}=`, ` ${given}`, `${given}\n`, given.slice(1)]) {
    expect(cursor.safeParse(other).success).toBe(false);
  }
  for (const other of [`${record}=`, ` ${record}`, "A", "+/+/", "A".repeat(268)]) {
    expect(recordCursor.safeParse(other).success).toBe(false);
  }
  expect(recordCursor.parse(record)).toBe("notification#01KAS7Q4ZJ8Y5W2N6T3B9C0DXE~");
  const longest = "~".repeat(200);
  expect(recordCursor.parse(cursorAfter(longest))).toBe(longest);
});
