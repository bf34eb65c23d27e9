import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { categoryPattern } from "../../../lambdas/core/category.ts";
import { userIdPattern } from "../../../lambdas/core/delivery-reference.ts";
import { readStageSecret } from "../../../lambdas/runtime/stage-secret.ts";
import {
  openUnsubscribeToken,
  unsubscribeLinks,
} from "../../../lambdas/runtime/unsubscribe-links.ts";
import { closeUsers } from "../../../lambdas/runtime/user-seal.ts";
import { testSecret } from "../../support/stage-secret.ts";

const day = 86_400_000;
const registeredAt = new Date("2026-11-23T15:20:00.900Z");
const apiUrl = "https://herald.example.com/production";
const linksOf = (secret = testSecret) =>
  unsubscribeLinks(secret, { retentionDays: 30, publicUrl: () => apiUrl });

/** The token of a user's link. */
function tokenOf(userId: string, category: string, links = linksOf()): string {
  return links({ userId, category, registeredAt })?.split("/").at(-1) ?? "";
}

const open = (token: string, now = registeredAt) => openUnsubscribeToken(testSecret, token, now);

const userIds = fc.stringMatching(userIdPattern, { maxLength: 128 });
const categories = fc.stringMatching(categoryPattern, { maxLength: 64 });

describe("a link", () => {
  test("names a user and a category to its own stage, and shows them to nobody", () => {
    fc.assert(
      fc.property(userIds, categories, (userId, category) => {
        const token = tokenOf(userId, category);
        expect(open(token)).toEqual({ kind: "valid", userId, category });
        expect(token).toMatch(/^[A-Za-z0-9_-]{1,340}$/);
        expect(Buffer.from(token, "base64url").toString("latin1")).not.toContain(`"${userId}"`);
      }),
    );
  });

  test("is the public URL's", () => {
    const url = linksOf()({ userId: "u-42", category: "digest", registeredAt });
    expect(url).toMatch(/^https:\/\/herald\.example\.com\/production\/v1\/unsubscribe\/[\w-]+$/);
  });

  test("is no longer than a mail's header and a URL may be, whoever the user is", () => {
    expect(tokenOf("u".repeat(128), "c".repeat(64)).length).toBeLessThanOrEqual(340);
  });

  test("of one user differs from one to the next", () => {
    expect(tokenOf("u-42", "digest")).not.toBe(tokenOf("u-42", "digest"));
  });

  test("there is none without a category, or without a public URL", () => {
    expect(linksOf()({ userId: "u-42", registeredAt })).toBeUndefined();
    const nowhere = unsubscribeLinks(testSecret, { retentionDays: 30, publicUrl: () => undefined });
    expect(nowhere({ userId: "u-42", category: "digest", registeredAt })).toBeUndefined();
  });

  test("works until 60 days after the notification's retention", () => {
    const token = tokenOf("u-42", "digest");
    const end = Math.floor(registeredAt.getTime() / 1000) * 1000 + 90 * day;
    expect(open(token, new Date(end - 1))).toMatchObject({ kind: "valid" });
    expect(open(token, new Date(end))).toEqual({ kind: "past-end" });
  });
});

describe("a token is forged", () => {
  test("whatever it is, if the stage did not make it", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => open(text).kind === "forged"));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(open(Buffer.from(bytes).toString("base64url"))).toEqual({ kind: "forged" });
      }),
    );
  });

  test("with any bit changed", () => {
    const bytes = Buffer.from(tokenOf("u-42", "marketing"), "base64url");
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const changed = Buffer.from(bytes);
        const index = Math.floor(bit / 8);
        changed[index] = (changed[index] ?? 0) ^ (1 << (bit % 8));
        expect(open(changed.toString("base64url"))).toEqual({ kind: "forged" });
      }),
    );
  });

  test("with any character changed, cut off or added", () => {
    const token = tokenOf("u-42", "marketing");
    const characters = fc.constantFrom(..."ABCxyz019-_=+/.%");
    fc.assert(
      fc.property(fc.nat(token.length - 1), characters, (at, other) => {
        fc.pre(token[at] !== other);
        const changed = [
          `${token.slice(0, at)}${other}${token.slice(at + 1)}`,
          token.slice(0, at),
          `${token}${other}`,
        ];
        expect(changed.map((each) => open(each).kind)).toEqual(["forged", "forged", "forged"]);
      }),
    );
  });

  test("of parts of two users' tokens", () => {
    const [one, two] = [tokenOf("u-42", "marketing"), tokenOf("u-43", "marketing")];
    fc.assert(
      fc.property(fc.integer({ min: 1, max: one.length - 1 }), (at) => {
        expect(open(one.slice(0, at) + two.slice(at))).toEqual({ kind: "forged" });
      }),
    );
  });

  test("of another stage, and of another use of the stage's secret", () => {
    const other = readStageSecret(Buffer.alloc(32, "other").toString("base64url"));
    expect(open(tokenOf("u-42", "digest", linksOf(other)))).toEqual({ kind: "forged" });
    const { user } = closeUsers(testSecret, "sealed").close({ userId: "u-42" }) as { user: string };
    expect(open(user)).toEqual({ kind: "forged" });
  });
});
