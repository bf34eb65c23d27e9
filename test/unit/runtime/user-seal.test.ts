import { describe, expect, test } from "vitest";
import { readStageSecret } from "../../../lambdas/runtime/stage-secret.ts";
import { closeUsers, openUsers } from "../../../lambdas/runtime/user-seal.ts";
import { plainUsers, users } from "../../support/stage-secret.ts";

const message = { userId: "u-42", notificationId: "n", channel: "sms" };
const sealed = users.close(message) as { user: string };

describe("a user's id in a message", () => {
  test("is sealed, and read again by the stage", () => {
    expect(sealed).toEqual({ user: expect.any(String), notificationId: "n", channel: "sms" });
    expect(JSON.stringify(sealed)).not.toContain("u-42");
    expect(Buffer.from(sealed.user, "base64url").toString("latin1")).not.toContain("u-42");
    expect(sealed.user).toMatch(/^[\w-]+$/);
    expect(users.open(sealed)).toEqual(message);
  });

  test("has no seal twice", () => {
    expect(users.close(message)).not.toEqual(sealed);
  });

  test("stays in clear where release 0.1 reads it, and either is read", () => {
    expect(plainUsers.close(message)).toBe(message);
    expect(plainUsers.open(sealed)).toEqual(message);
    expect(users.open(message)).toBe(message);
  });

  test("may be of other letters", () => {
    expect(users.open(users.close({ userId: "u-żółw" }))).toEqual({ userId: "u-żółw" });
  });
});

describe("nobody's id", () => {
  const { user, ...rest } = sealed;
  const bytes = Buffer.from(user, "base64url");
  const changed = (index: number) => {
    const other = Buffer.from(bytes);
    other[index] = (other[index] ?? 0) ^ 1;
    return other.toString("base64url");
  };

  test.each([
    ["a seal with another nonce", changed(0)],
    ["a seal of another text", changed(12)],
    ["a seal with another tag", changed(bytes.length - 1)],
    ["a seal that was cut off", bytes.subarray(0, -1).toString("base64url")],
    ["less than a nonce", "AAAA"],
    ["nothing", ""],
    ["no text", 42],
    ["null", null],
  ])("is said by %s", (_, other) => {
    expect(users.open({ ...rest, user: other })).toEqual(rest);
  });

  test("is said by another stage's seal", () => {
    const another = readStageSecret(Buffer.alloc(32, 7).toString("base64url"));
    expect(openUsers(another).open(sealed)).toEqual(rest);
    expect(users.open(closeUsers(another, "sealed").close(message))).toEqual(rest);
  });

  test.each([null, undefined, "u-42", 42])("is in %j, which is left as it is", (written) => {
    expect(users.open(written)).toBe(written);
  });
});
